//! Node kinds and fields of the two grammars as small enums.
//!
//! The TypeScript and the TSX grammar number their nodes differently, and names are slow to
//! compare, so each grammar has one table from its numbers to these kinds.

use std::sync::LazyLock;

use tree_sitter::Language;

macro_rules! names {
    ($(#[$meta:meta])* $enum:ident { $($variant:ident = $name:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $enum { Other, $($variant,)* }

        impl $enum {
            fn of(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

names! {
    /// Named nodes.
    K {
        AbstractClass = "abstract_class_declaration",
        AbstractMethod = "abstract_method_signature",
        Accessibility = "accessibility_modifier",
        Ambient = "ambient_declaration",
        Arguments = "arguments",
        Array = "array",
        ArrayPattern = "array_pattern",
        ArrayType = "array_type",
        Arrow = "arrow_function",
        As = "as_expression",
        Assign = "assignment_expression",
        AssignPattern = "assignment_pattern",
        AugmentedAssign = "augmented_assignment_expression",
        Await = "await_expression",
        Binary = "binary_expression",
        Break = "break_statement",
        Call = "call_expression",
        CatchClause = "catch_clause",
        ClassExpression = "class",
        ClassBody = "class_body",
        ClassDeclaration = "class_declaration",
        ClassHeritage = "class_heritage",
        StaticBlock = "class_static_block",
        Comment = "comment",
        ComputedName = "computed_property_name",
        Continue = "continue_statement",
        Debugger = "debugger_statement",
        Decorator = "decorator",
        Do = "do_statement",
        ElseClause = "else_clause",
        Empty = "empty_statement",
        EnumAssignment = "enum_assignment",
        EnumBody = "enum_body",
        Enum = "enum_declaration",
        ExportClause = "export_clause",
        ExportSpecifier = "export_specifier",
        Export = "export_statement",
        ExpressionStatement = "expression_statement",
        ExtendsClause = "extends_clause",
        ExtendsTypeClause = "extends_type_clause",
        False = "false",
        FinallyClause = "finally_clause",
        ForIn = "for_in_statement",
        For = "for_statement",
        Parameters = "formal_parameters",
        FunctionDeclaration = "function_declaration",
        FunctionExpression = "function_expression",
        FunctionSignature = "function_signature",
        GeneratorExpression = "generator_function",
        GeneratorDeclaration = "generator_function_declaration",
        GenericType = "generic_type",
        HashBang = "hash_bang_line",
        Identifier = "identifier",
        If = "if_statement",
        Implements = "implements_clause",
        Import = "import",
        ImportAlias = "import_alias",
        ImportClause = "import_clause",
        ImportRequire = "import_require_clause",
        ImportSpecifier = "import_specifier",
        ImportStatement = "import_statement",
        Instantiation = "instantiation_expression",
        InterfaceBody = "interface_body",
        Interface = "interface_declaration",
        InternalModule = "internal_module",
        JsxAttribute = "jsx_attribute",
        JsxElement = "jsx_element",
        JsxExpression = "jsx_expression",
        JsxOpening = "jsx_opening_element",
        JsxSelfClosing = "jsx_self_closing_element",
        JsxText = "jsx_text",
        Labeled = "labeled_statement",
        Lexical = "lexical_declaration",
        LiteralType = "literal_type",
        Member = "member_expression",
        MetaProperty = "meta_property",
        Method = "method_definition",
        MethodSignature = "method_signature",
        Module = "module",
        NamedImports = "named_imports",
        NamespaceExport = "namespace_export",
        NamespaceImport = "namespace_import",
        NestedIdentifier = "nested_identifier",
        NestedType = "nested_type_identifier",
        New = "new_expression",
        NonNull = "non_null_expression",
        Null = "null",
        Number = "number",
        Object = "object",
        ObjectAssignPattern = "object_assignment_pattern",
        ObjectPattern = "object_pattern",
        ObjectType = "object_type",
        OptionalParameter = "optional_parameter",
        Pair = "pair",
        PairPattern = "pair_pattern",
        Parenthesized = "parenthesized_expression",
        ParenthesizedType = "parenthesized_type",
        PredefinedType = "predefined_type",
        PrivateProperty = "private_property_identifier",
        Property = "property_identifier",
        PropertySignature = "property_signature",
        Field = "public_field_definition",
        ReadonlyType = "readonly_type",
        Regex = "regex",
        RequiredParameter = "required_parameter",
        RestPattern = "rest_pattern",
        Return = "return_statement",
        Satisfies = "satisfies_expression",
        Sequence = "sequence_expression",
        Shorthand = "shorthand_property_identifier",
        ShorthandPattern = "shorthand_property_identifier_pattern",
        Spread = "spread_element",
        StatementBlock = "statement_block",
        StatementIdentifier = "statement_identifier",
        String = "string",
        StringFragment = "string_fragment",
        Subscript = "subscript_expression",
        Super = "super",
        SwitchBody = "switch_body",
        SwitchCase = "switch_case",
        SwitchDefault = "switch_default",
        Switch = "switch_statement",
        TemplateString = "template_string",
        TemplateSubstitution = "template_substitution",
        Ternary = "ternary_expression",
        This = "this",
        ThisType = "this_type",
        Throw = "throw_statement",
        True = "true",
        Try = "try_statement",
        TupleType = "tuple_type",
        TypeAlias = "type_alias_declaration",
        TypeAnnotation = "type_annotation",
        TypeArguments = "type_arguments",
        TypeAssertion = "type_assertion",
        TypeIdentifier = "type_identifier",
        TypeParameters = "type_parameters",
        TypeQuery = "type_query",
        Unary = "unary_expression",
        Undefined = "undefined",
        UnionType = "union_type",
        IntersectionType = "intersection_type",
        Update = "update_expression",
        Variable = "variable_declaration",
        Declarator = "variable_declarator",
        While = "while_statement",
        With = "with_statement",
        Yield = "yield_expression",
        // Not kinds of the grammar's tables.
        Token = "\u{0}token",
        Error = "\u{0}error",
        // A name that stands for a value.
        Spared = "\u{0}spared",
    }
}

names! {
    /// Fields.
    F {
        Alias = "alias",
        Alternative = "alternative",
        Arguments = "arguments",
        Argument = "argument",
        Attribute = "attribute",
        Body = "body",
        CloseTag = "close_tag",
        Condition = "condition",
        Consequence = "consequence",
        Constructor = "constructor",
        Declaration = "declaration",
        Decorator = "decorator",
        Finalizer = "finalizer",
        Function = "function",
        Handler = "handler",
        Increment = "increment",
        Index = "index",
        Initializer = "initializer",
        Key = "key",
        Kind = "kind",
        Label = "label",
        Left = "left",
        Name = "name",
        Object = "object",
        OpenTag = "open_tag",
        Operator = "operator",
        Parameter = "parameter",
        Parameters = "parameters",
        Pattern = "pattern",
        Property = "property",
        ReturnType = "return_type",
        Right = "right",
        Source = "source",
        Type = "type",
        TypeArguments = "type_arguments",
        Value = "value",
    }
}

impl K {
    /// Whether the first child of such a node is always a bracket of one byte.
    pub(super) fn opens_with_bracket(self) -> bool {
        matches!(
            self,
            Self::Arguments
                | Self::Array
                | Self::ArrayPattern
                | Self::ExportClause
                | Self::JsxExpression
                | Self::NamedImports
                | Self::Object
                | Self::ObjectPattern
                | Self::Parameters
                | Self::Parenthesized
                | Self::StatementBlock
        )
    }

    /// Whether such a node is a name.
    pub(super) fn is_name(self) -> bool {
        matches!(
            self,
            Self::Identifier
                | Self::Property
                | Self::Shorthand
                | Self::ShorthandPattern
                | Self::StatementIdentifier
                | Self::TypeIdentifier
        )
    }

    /// Whether such a node has parts, and may be made of nothing but what is read off the text.
    pub(super) fn may_be_plain(self) -> bool {
        matches!(
            self,
            Self::Array
                | Self::ArrayPattern
                | Self::Arrow
                | Self::As
                | Self::Await
                | Self::Binary
                | Self::Call
                | Self::Member
                | Self::New
                | Self::NonNull
                | Self::Object
                | Self::ObjectPattern
                | Self::Parenthesized
                | Self::Subscript
                | Self::TemplateString
                | Self::Ternary
                | Self::Unary
        )
    }
}

/// A grammar with its tables.
pub(crate) struct Grammar {
    pub(crate) language: Language,
    kinds: Vec<K>,
    fields: Vec<F>,
}

impl Grammar {
    fn new(language: Language) -> Self {
        let kinds = (0..language.node_kind_count() as u16)
            .map(|id| {
                if language.node_kind_is_named(id) {
                    language.node_kind_for_id(id).map_or(K::Other, K::of)
                } else {
                    K::Token
                }
            })
            .collect();
        let fields = (0..=language.field_count() as u16)
            .map(|id| language.field_name_for_id(id).map_or(F::Other, F::of))
            .collect();
        Self { language, kinds, fields }
    }

    pub(crate) fn kind(&self, id: u16) -> K {
        // The id of an error node is the largest number, beyond every table.
        self.kinds.get(id as usize).copied().unwrap_or(K::Error)
    }

    pub(crate) fn field(&self, id: Option<std::num::NonZeroU16>) -> F {
        id.and_then(|id| self.fields.get(id.get() as usize)).copied().unwrap_or(F::Other)
    }
}

/// The grammar of `.ts`, `.mts` and `.cts`.
pub(crate) static TYPESCRIPT: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()));

/// The grammar of `.tsx` and all JavaScript.
pub(crate) static TSX: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TSX.into()));
