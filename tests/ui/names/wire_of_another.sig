# A member's name is another's spelling: data and replies could mean either.
enum Team { billing as "shipping"  shipping  other as "billing" }
