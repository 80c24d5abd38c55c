// The .sig language for tree-sitter. The rules are those of ../../sig.lark, under the same names; `_rules` leave no node.
// A test holds the two against each other, and against every file of the repository.

const list = (rule) => seq(rule, repeat(seq(",", rule)));
const listed = (rule) => seq(list(rule), optional(","));
const braced = (...rules) => seq("{", repeat(choice(...rules)), "}");
const entry = (rule) => seq(rule, optional(","));
const chain = (left, operator, right) => seq(left, operator, right);

module.exports = grammar({
  name: "sig",

  word: ($) => $.identifier,

  extras: ($) => [/[ \t\r\n\f]/, $.comment],

  rules: {
    start: ($) => seq(optional($.doc), repeat($._declaration)),

    _declaration: ($) =>
      choice(
        $.import, $.label, $.zone, $.model, $.enum, $.record_type, $.alias, $.text, $.signature, $.module, $.tool,
        $.metric, $.data, $.test, $.gate, $.policy, $.build,
      ),

    name: ($) =>
      choice(
        $.identifier, "acts", "build", "data", "ensure", "enum", "example", "exchanges", "expect", "extra", "from",
        "gate", "guide", "import", "input", "label", "let", "like", "matching", "metric", "model", "module", "never",
        "output", "policy", "prefer", "pure", "released", "signature", "split", "stays", "stub", "test", "text", "tool",
        "type", "with", "zone",
      ),
    path: ($) => seq($.name, repeat(seq(".", $.name))),

    // --- declarations

    import: ($) => seq("import", $.path, "{", listed($.import_name), "}"),
    import_name: ($) => seq($.name, optional(seq("as", $.name))),
    label: ($) => seq("label", $.name, optional($.string)),
    zone: ($) => seq("zone", $.name, optional($.string), optional($.settings)),
    model: ($) => seq("model", $.name, "=", $.string, optional($.settings)),
    settings: ($) => braced(entry($.bind)),
    bind: ($) => seq($.name, "=", $._expr),

    enum: ($) => seq("enum", $.name, optional($.string), braced(entry($.member))),
    member: ($) => seq($.name, optional(seq("as", $.string)), optional($.string)),
    record_type: ($) =>
      seq("type", $.name, optional($.string), braced($.doc, entry($.field), $.ensure)),
    alias: ($) => seq("type", $.name, "=", $._type),
    text: ($) => seq("text", $.name, $.doc),

    field: ($) =>
      seq($.name, ":", $._type, optional($.marks), optional(seq("=", $._expr)), optional($.string)),
    marks: ($) => repeat1(seq("@", $.name)),
    input: ($) => seq("input", choice($.field, $.spread_fields)),
    output: ($) => seq("output", choice($.field, $.spread_fields)),
    spread_fields: ($) => seq("..", $.name),
    ensure: ($) => seq("ensure", $._expr, optional($.string)),
    prefer: ($) => seq("prefer", $._expr, optional($.string)),
    guide: ($) => seq("guide", "if", $._expr, $.doc),
    example: ($) => seq("example", $.record),
    let: ($) => seq("let", $.bind),

    signature: ($) =>
      seq(
        "signature", $.name, optional(seq("from", $.path)),
        braced($.doc, $.input, $.output, $.let, $.ensure, $.prefer, $.guide, $.example),
      ),
    module: ($) =>
      seq(
        "module", $.name, optional($.params), optional(seq("like", $.path)),
        braced($.doc, $.input, $.output, entry($.bind), $.bind_all, $.ensure, $.prefer),
      ),
    params: ($) => seq("[", listed($.param), "]"),
    param: ($) => seq($.name, ":", $.name),
    bind_all: ($) => seq("..", $.name),

    tool: ($) =>
      seq(
        "tool", $.name, optional($.string), optional($.marks),
        braced($.doc, $.input, $.output, $.origin, $.effect, entry($.bind)),
      ),
    origin: ($) => seq("from", $.name, $.string, optional($.string)),
    effect: ($) => choice("pure", "acts"),
    metric: ($) =>
      seq(
        "metric", $.name, optional(seq("for", $.subject)),
        braced($.doc, $.input, $.output, $.origin, entry($.bind)),
      ),

    data: ($) =>
      seq(
        "data", $.name, ":", $.subject, optional($.marks), "from", choice($.file, $.record), optional($.columns),
      ),
    file: ($) => $.string,
    columns: ($) => braced(entry($.bind), $.split, $.extra),
    split: ($) => seq("split", list($.share)),
    share: ($) => seq($.name, $.number),
    extra: ($) => seq("extra", $.field),

    test: ($) => seq("test", $.string, braced(entry($.bind), $.expect, $.stub)),
    expect: ($) => seq("expect", $._expr),
    stub: ($) => seq("stub", $.path, $.record),
    subject: ($) => seq($.path, optional($.uses)),
    uses: ($) => seq("[", listed($.path), "]"),
    gate: ($) => seq("gate", $.name, "for", $.subject, braced(entry($.bind), $.stub)),
    build: ($) => seq("build", $.name, "for", $.subject, braced(entry($.bind), $.stub)),

    policy: ($) => seq("policy", optional($.string), braced($.stays, $.released, $.never)),
    stays: ($) => seq($.name, "stays", "in", list($.name)),
    released: ($) => seq($.name, "released", "by", list($.name)),
    never: ($) => seq($.name, "never", "exchanges", "with", $.name),

    // --- types

    _type: ($) => choice($._one_type, $.union),
    union: ($) => seq($._one_type, repeat1(seq("|", $._one_type))),
    _one_type: ($) => choice($._base_type, $.optional),
    optional: ($) => seq($._base_type, "?"),
    _base_type: ($) =>
      choice($.named, $.list_type, $.map_type, $.text_type, $.number_type, seq("(", $._type, ")")),
    named: ($) => seq($.path, optional($.refinements)),
    list_type: ($) => seq("[", $._type, "]", optional($.refinements)),
    map_type: ($) => seq("{", $._type, ":", $._type, "}"),
    text_type: ($) => $.string,
    number_type: ($) => $.signed,
    refinements: ($) => seq("(", listed(choice($.bound, $.matching, $.within)), ")"),
    bound: ($) => seq(optional($.signed), "..", optional($.signed)),
    matching: ($) => seq("matching", choice($.string, $.doc, $.path)),
    within: ($) => seq("in", $.path),
    signed: ($) => seq(optional("-"), $.number),

    // --- expressions, loosest first

    _expr: ($) => choice($._safe, $.if_else),
    if_else: ($) => seq($._safe, "if", $._safe, "else", $._expr),
    _safe: ($) => choice($._or, $.otherwise),
    otherwise: ($) => chain($._safe, "otherwise", $._or),
    _or: ($) => choice($._and, $.either),
    either: ($) => chain($._or, "or", $._and),
    _and: ($) => choice($._not, $.both),
    both: ($) => chain($._and, "and", $._not),
    _not: ($) => choice($._compare, $.negation),
    negation: ($) => seq("not", $._not),
    _compare: ($) => choice($._sum, $.compare),
    compare: ($) => seq($._sum, repeat1(seq($.operator, $._sum))),
    operator: () => choice("==", "!=", "<", "<=", ">", ">=", "in", seq("not", "in"), "is", seq("is", "not")),
    _sum: ($) => choice($._product, $.sum),
    sum: ($) => chain($._sum, choice("+", "-"), $._product),
    _product: ($) => choice($._unary, $.product),
    product: ($) => chain($._product, choice("*", "/", "%"), $._unary),
    _unary: ($) => choice($._pinned, $.minus),
    minus: ($) => seq("-", $._unary),
    _pinned: ($) => choice($._postfix, $.by, $.on),
    by: ($) => seq($._postfix, "by", $.strategy, optional(seq("on", $.name))),
    on: ($) => seq($._postfix, "on", $.name),
    strategy: ($) => seq($.name, optional($.arguments)),
    _postfix: ($) => choice($._atom, $.attribute, $.call, $.indexing, $.slicing),
    attribute: ($) => seq($._postfix, ".", $.name),
    call: ($) => seq($._postfix, $.arguments),
    indexing: ($) => seq($._postfix, "[", listed($._expr), "]"),
    slicing: ($) => seq($._postfix, "[", optional($._expr), ":", optional($._expr), "]"),
    arguments: ($) => seq("(", optional(listed($._argument)), ")"),
    _argument: ($) => choice($.positional, $.named_argument, $.spread_argument),
    positional: ($) => $._expr,
    named_argument: ($) => seq($.name, "=", $._expr),
    spread_argument: ($) => seq("..", $.name),

    _atom: ($) =>
      choice(
        $.variable, $.number, $.string, $.fstring, $.constant, seq("(", $._expr, ")"), $.record, $.map_literal,
        $.map_comprehension, $.list_literal, $.comprehension, $.match, $.repeat_times, $.repeat_for,
      ),
    variable: ($) => $.name,
    constant: () => choice("none", "true", "false"),
    record: ($) => seq("{", repeat(entry($.spread)), repeat(entry($.bind)), "}"),
    spread: ($) => seq("..", $.path),
    map_literal: ($) => seq("{", listed($.entry), "}"),
    map_comprehension: ($) => seq("{", $.entry, repeat1($.clause), "}"),
    entry: ($) => seq($._expr, ":", $._expr),
    list_literal: ($) => seq("[", optional(listed($._expr)), "]"),
    comprehension: ($) => seq("[", $._expr, repeat1($.clause), "]"),
    clause: ($) => seq("for", list($.name), "in", $._or, repeat(seq("if", $._or))),

    match: ($) => seq("match", $._expr, "{", repeat1(entry($.arm)), "}"),
    arm: ($) => seq($._pattern, repeat(seq("|", $._pattern)), "->", $._expr),
    _pattern: ($) =>
      choice($.path_pattern, $.string_pattern, $.number_pattern, $.range_pattern, $.constant_pattern),
    path_pattern: ($) => seq($.path, optional(seq("as", $.name))),
    string_pattern: ($) => $.string,
    number_pattern: ($) => $.number,
    range_pattern: ($) => seq($.number, "..", $.number),
    constant_pattern: ($) => $.constant,

    repeat_times: ($) => seq("repeat", choice($.number, $.path), $.carried),
    repeat_for: ($) => seq("repeat", "for", $.name, "in", $._or, $.carried),
    carried: ($) =>
      seq("from", "(", listed($.bind), ")", optional(seq("until", $._expr)), braced(entry($.bind))),

    // --- words

    doc: () => token(prec(3, /r?"""[^"\\]*((\\[\s\S]|"[^"\\]|""[^"\\]|"\\[\s\S]|""\\[\s\S])[^"\\]*)*"""/)),
    fstring: () => token(prec(2, /f"[^"\\\n]*(\\.[^"\\\n]*)*"/)),
    string: () => token(prec(1, /r?"[^"\\\n]*(\\.[^"\\\n]*)*"/)),
    number: () => /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/,
    identifier: () => /[A-Za-z_][A-Za-z0-9_]*/,
    comment: () => token(/#[^\n]*/),
  },
});
