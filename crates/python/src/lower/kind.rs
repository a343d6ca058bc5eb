//! Kinds of nodes of tree-sitter's Python grammar, looked up by number instead of by name.

use tree_sitter::Language;

macro_rules! kinds {
    (named { $($named:ident = $name:literal),+ $(,)? } tokens { $($token:ident = $text:literal),+ $(,)? }) => {
        /// What a node is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $(#[doc = $name] $named,)+
            $(#[doc = $text] $token,)+
            /// A token without a meaning of its own.
            Token,
            /// A named node that nothing asks for.
            Unknown,
        }

        impl Kind {
            fn named(name: &str) -> Self {
                match name {
                    $($name => Self::$named,)+
                    _ => Self::Unknown,
                }
            }

            fn token(text: &str) -> Self {
                match text {
                    $($text => Self::$token,)+
                    _ => Self::Token,
                }
            }

            /// The names of the grammar that the lowering relies on.
            #[cfg(test)]
            pub(super) const NAMED: &[&str] = &[$($name),+];
        }
    };
}

kinds! {
    named {
        AliasedImport = "aliased_import",
        ArgumentList = "argument_list",
        AsPattern = "as_pattern",
        AsPatternTarget = "as_pattern_target",
        AssertStatement = "assert_statement",
        Assignment = "assignment",
        Attribute = "attribute",
        AugmentedAssignment = "augmented_assignment",
        Await = "await",
        BinaryOperator = "binary_operator",
        Block = "block",
        BooleanOperator = "boolean_operator",
        BreakStatement = "break_statement",
        Call = "call",
        CaseClause = "case_clause",
        CasePattern = "case_pattern",
        Chevron = "chevron",
        ClassDefinition = "class_definition",
        ClassPattern = "class_pattern",
        Comment = "comment",
        ComparisonOperator = "comparison_operator",
        ComplexPattern = "complex_pattern",
        ConcatenatedString = "concatenated_string",
        ConditionalExpression = "conditional_expression",
        ConstrainedType = "constrained_type",
        ContinueStatement = "continue_statement",
        DecoratedDefinition = "decorated_definition",
        Decorator = "decorator",
        DefaultParameter = "default_parameter",
        DeleteStatement = "delete_statement",
        DictPattern = "dict_pattern",
        Dictionary = "dictionary",
        DictionaryComprehension = "dictionary_comprehension",
        DictionarySplat = "dictionary_splat",
        DictionarySplatPattern = "dictionary_splat_pattern",
        DottedName = "dotted_name",
        ElifClause = "elif_clause",
        Ellipsis = "ellipsis",
        ElseClause = "else_clause",
        ExceptClause = "except_clause",
        ExecStatement = "exec_statement",
        ExpressionList = "expression_list",
        ExpressionStatement = "expression_statement",
        False = "false",
        FinallyClause = "finally_clause",
        Float = "float",
        ForInClause = "for_in_clause",
        ForStatement = "for_statement",
        FormatSpecifier = "format_specifier",
        FunctionDefinition = "function_definition",
        FutureImportStatement = "future_import_statement",
        GeneratorExpression = "generator_expression",
        GenericType = "generic_type",
        GlobalStatement = "global_statement",
        Identifier = "identifier",
        IfClause = "if_clause",
        IfStatement = "if_statement",
        ImportFromStatement = "import_from_statement",
        ImportStatement = "import_statement",
        Integer = "integer",
        Interpolation = "interpolation",
        KeywordArgument = "keyword_argument",
        KeywordPattern = "keyword_pattern",
        Lambda = "lambda",
        LambdaParameters = "lambda_parameters",
        LineContinuation = "line_continuation",
        List = "list",
        ListComprehension = "list_comprehension",
        ListPattern = "list_pattern",
        ListSplat = "list_splat",
        ListSplatPattern = "list_splat_pattern",
        MatchStatement = "match_statement",
        MemberType = "member_type",
        NamedExpression = "named_expression",
        None = "none",
        NonlocalStatement = "nonlocal_statement",
        NotOperator = "not_operator",
        Pair = "pair",
        Parameters = "parameters",
        ParenthesizedExpression = "parenthesized_expression",
        PassStatement = "pass_statement",
        PatternList = "pattern_list",
        PrintStatement = "print_statement",
        RaiseStatement = "raise_statement",
        RelativeImport = "relative_import",
        ReturnStatement = "return_statement",
        Set = "set",
        SetComprehension = "set_comprehension",
        Slice = "slice",
        SplatPattern = "splat_pattern",
        SplatType = "splat_type",
        String = "string",
        StringContent = "string_content",
        Subscript = "subscript",
        True = "true",
        TryStatement = "try_statement",
        Tuple = "tuple",
        TuplePattern = "tuple_pattern",
        Type = "type",
        TypeAliasStatement = "type_alias_statement",
        TypeConversion = "type_conversion",
        TypeParameter = "type_parameter",
        TypedDefaultParameter = "typed_default_parameter",
        TypedParameter = "typed_parameter",
        UnaryOperator = "unary_operator",
        UnionPattern = "union_pattern",
        UnionType = "union_type",
        WhileStatement = "while_statement",
        WildcardImport = "wildcard_import",
        WithClause = "with_clause",
        WithItem = "with_item",
        WithStatement = "with_statement",
        Yield = "yield",
        Error = "ERROR",
    }
    tokens {
        As = "as",
        Async = "async",
        Colon = ":",
        From = "from",
        In = "in",
        IsNot = "is not",
        Minus = "-",
        NotIn = "not in",
        Underscore = "_",
    }
}

impl Kind {
    /// Whether such a node has parts, and may be made of nothing but what is read off the text.
    pub(super) fn may_be_plain(self) -> bool {
        matches!(
            self,
            Self::Attribute
                | Self::Await
                | Self::BinaryOperator
                | Self::BooleanOperator
                | Self::Call
                | Self::ComparisonOperator
                | Self::ConditionalExpression
                | Self::Dictionary
                | Self::GenericType
                | Self::List
                | Self::MemberType
                | Self::NotOperator
                | Self::ParenthesizedExpression
                | Self::Subscript
                | Self::Tuple
                | Self::Type
                | Self::UnaryOperator
                | Self::UnionType
        )
    }
}

/// The kind of each node number of the grammar.
#[derive(Clone, Debug)]
pub(super) struct Kinds(Box<[Kind]>);

impl Kinds {
    pub(super) fn new(language: &Language) -> Self {
        let kind = |id: u16| {
            let name = language.node_kind_for_id(id).unwrap_or_default();
            if language.node_kind_is_named(id) { Kind::named(name) } else { Kind::token(name) }
        };
        Self((0..language.node_kind_count() as u16).map(kind).collect())
    }

    pub(super) fn of(&self, id: u16) -> Kind {
        // The number of an error node lies outside the table.
        self.0.get(id as usize).copied().unwrap_or(Kind::Error)
    }
}
