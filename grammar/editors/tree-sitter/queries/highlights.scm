; Colours for .sig files. A soft keyword is a keyword only where it is no `name`.

(comment) @comment
(doc) @string.documentation
(string) @string
(fstring) @string.special
(number) @number
(constant) @constant.builtin

(name) @variable
(field (name) @property)
(bind (name) @property)
(named_argument (name) @property)
(attribute (name) @property)
(member (name) @constant)
(marks (name) @attribute)
(named (path (name) @type))
((named (path . (name) @type.builtin .))
  (#any-of? @type.builtin "str" "int" "float" "bool" "date" "datetime" "json" "image" "audio" "video" "pdf" "chat"))
(call (variable (name) @function.call))
(strategy (name) @function.builtin)

(signature (name) @function)
(module (name) @function)
(tool (name) @function)
(metric (name) @function)
(enum (name) @type)
(record_type (name) @type)
(alias (name) @type)

["import" "label" "zone" "model" "enum" "type" "text" "signature" "module" "tool" "metric" "data" "test" "gate" "policy"
 "build"] @keyword

["input" "output" "ensure" "prefer" "guide" "example" "let" "from" "like" "split" "extra" "expect" "stub" "stays"
 "released" "never" "exchanges" "with" "matching" "pure" "acts" "as"] @keyword

["if" "else" "match" "for" "by" "on" "otherwise"] @keyword.control
["repeat" "until"] @keyword.repeat
["and" "or" "not" "in" "is"] @keyword.operator

["=" "==" "!=" "<" "<=" ">" ">=" "+" "-" "*" "/" "%" "|" "->" ".." "?" "@"] @operator
["{" "}" "[" "]" "(" ")"] @punctuation.bracket
["," "." ":"] @punctuation.delimiter
