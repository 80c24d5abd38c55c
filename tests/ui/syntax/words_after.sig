label pii "names a person" "or describes one"
