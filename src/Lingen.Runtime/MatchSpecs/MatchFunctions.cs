// The functions that guards and bodies of match specifications may call: the guard BIFs, under their names.
namespace Lingen.Runtime;

/// <summary>Names in call position that are no functions.</summary>
internal enum SpecialForm
{
    Const,
    And,
    Or,
    AndAlso,
    OrElse,
    Self,
    Message,
    IsSeqTrace,
    SetSeqToken,
    GetSeqToken,
    ReturnTrace,
    ExceptionTrace,
    Display,
    ProcessDump,
    EnableTrace,
    DisableTrace,
    Trace,
    Caller,
    CallerLine,
    CurrentStacktrace,
    Silent,
}

/// <summary>A callable function: name, arity and body. None as a result means that it failed.</summary>
internal sealed unsafe class MatchFunction(string name, int arity, delegate* <in MatchCall, Term> body)
{
    public string Name { get; } = name;
    public int Arity { get; } = arity;
    public delegate* <in MatchCall, Term> Body { get; } = body;
    public int Index { get; set; }

    /// <summary>The result can be (a part of) an argument, as it is for a sum with zero, so it may need a copy.</summary>
    public bool MayReturnPart { get; init; }

    /// <summary>The result is an object on the heap that points at an argument, which must lie there too then.</summary>
    public bool RefersToArguments { get; init; }

    /// <summary>Not in table specifications.</summary>
    public bool OnlyTrace { get; init; }
    public bool OnlyBody { get; init; }

    public bool IsAllowed(MatchDialect dialect, bool inGuard) =>
        (!OnlyTrace || (dialect & MatchDialect.Trace) != 0) && (!OnlyBody || !inGuard);
}

/// <summary>Arguments of a function call and where its result is built.</summary>
internal readonly unsafe struct MatchCall(Term* arguments, TermHeap* heap, VirtualMachine vm, bool pretend)
{
    public readonly Term* Arguments = arguments;
    public readonly TermHeap* Heap = heap;
    public readonly VirtualMachine Vm = vm;
    public readonly bool Pretend = pretend;

    public Term this[int index] => Arguments[index];
}

/// <summary>The table of functions and special forms.</summary>
internal static unsafe partial class MatchFunctions
{
    private static readonly Dictionary<ulong, SpecialForm> Forms = MakeForms();
    private static readonly MatchFunction[] All = MakeFunctions();
    private static readonly Dictionary<(ulong Name, int Arity), MatchFunction> ByName = IndexFunctions();

    public static MatchFunction At(int index) => All[index];

    public static MatchFunction? Find(Term name, int arity) => ByName.GetValueOrDefault((name.Bits, arity));

    public static bool TrySpecial(Term name, out SpecialForm form) => Forms.TryGetValue(name.Bits, out form);

    private static Dictionary<ulong, SpecialForm> MakeForms() =>
        new()
        {
            [Term.Atom("const").Bits] = SpecialForm.Const,
            [Term.Atom("and").Bits] = SpecialForm.And,
            [Term.Atom("or").Bits] = SpecialForm.Or,
            [Term.Atom("andalso").Bits] = SpecialForm.AndAlso,
            [Term.Atom("andthen").Bits] = SpecialForm.AndAlso,
            [Term.Atom("orelse").Bits] = SpecialForm.OrElse,
            [Term.Atom("self").Bits] = SpecialForm.Self,
            [Term.Atom("message").Bits] = SpecialForm.Message,
            [Term.Atom("is_seq_trace").Bits] = SpecialForm.IsSeqTrace,
            [Term.Atom("set_seq_token").Bits] = SpecialForm.SetSeqToken,
            [Term.Atom("get_seq_token").Bits] = SpecialForm.GetSeqToken,
            [Term.Atom("return_trace").Bits] = SpecialForm.ReturnTrace,
            [Term.Atom("exception_trace").Bits] = SpecialForm.ExceptionTrace,
            [Term.Atom("display").Bits] = SpecialForm.Display,
            [Term.Atom("process_dump").Bits] = SpecialForm.ProcessDump,
            [Term.Atom("enable_trace").Bits] = SpecialForm.EnableTrace,
            [Term.Atom("disable_trace").Bits] = SpecialForm.DisableTrace,
            [Term.Atom("trace").Bits] = SpecialForm.Trace,
            [Term.Atom("caller").Bits] = SpecialForm.Caller,
            [Term.Atom("caller_line").Bits] = SpecialForm.CallerLine,
            [Term.Atom("current_stacktrace").Bits] = SpecialForm.CurrentStacktrace,
            [Term.Atom("silent").Bits] = SpecialForm.Silent,
        };

    private static MatchFunction[] MakeFunctions() =>
        [
            new("is_atom", 1, &IsAtom),
            new("is_float", 1, &IsFloat),
            new("is_integer", 1, &IsInteger),
            new("is_list", 1, &IsList),
            new("is_number", 1, &IsNumber),
            new("is_pid", 1, &IsPid),
            new("is_port", 1, &IsPort),
            new("is_reference", 1, &IsReference),
            new("is_tuple", 1, &IsTuple),
            new("is_map", 1, &IsMap),
            new("is_binary", 1, &IsBinary),
            new("is_bitstring", 1, &IsBitstring),
            new("is_boolean", 1, &IsBoolean),
            new("is_function", 1, &IsFunction),
            new("is_function", 2, &IsFunctionOfArity),
            new("is_record", 3, &IsRecord),
            new("abs", 1, &Abs) { MayReturnPart = true },
            new("element", 2, &Element) { MayReturnPart = true },
            new("hd", 1, &Head) { MayReturnPart = true },
            new("tl", 1, &Tail) { MayReturnPart = true },
            new("length", 1, &Length),
            new("max", 2, &Max) { MayReturnPart = true },
            new("min", 2, &Min) { MayReturnPart = true },
            new("node", 0, &Node0),
            new("node", 1, &Node1),
            new("round", 1, &Round) { MayReturnPart = true },
            new("trunc", 1, &Trunc) { MayReturnPart = true },
            new("float", 1, &ToFloat) { MayReturnPart = true },
            new("ceil", 1, &Ceil) { MayReturnPart = true },
            new("floor", 1, &Floor) { MayReturnPart = true },
            new("size", 1, &Size),
            new("map_size", 1, &MapSize),
            new("map_get", 2, &MapGet) { MayReturnPart = true },
            new("is_map_key", 2, &IsMapKey),
            new("bit_size", 1, &BitSize),
            new("byte_size", 1, &ByteSize),
            new("tuple_size", 1, &TupleSize),
            new("binary_part", 2, &BinaryPart2) { MayReturnPart = true, RefersToArguments = true },
            new("binary_part", 3, &BinaryPart3) { MayReturnPart = true, RefersToArguments = true },
            new("+", 1, &Plus1) { MayReturnPart = true },
            new("-", 1, &Minus1) { MayReturnPart = true },
            new("+", 2, &Plus) { MayReturnPart = true },
            new("-", 2, &Minus) { MayReturnPart = true },
            new("*", 2, &Times) { MayReturnPart = true },
            new("/", 2, &Divide),
            new("div", 2, &IntegerDivide) { MayReturnPart = true },
            new("rem", 2, &Remainder) { MayReturnPart = true },
            new("band", 2, &BitAnd) { MayReturnPart = true },
            new("bor", 2, &BitOr) { MayReturnPart = true },
            new("bxor", 2, &BitXor) { MayReturnPart = true },
            new("bnot", 1, &BitNot),
            new("bsl", 2, &ShiftLeft) { MayReturnPart = true },
            new("bsr", 2, &ShiftRight) { MayReturnPart = true },
            new(">", 2, &Greater),
            new(">=", 2, &GreaterOrEqual),
            new("<", 2, &Less),
            new("=<", 2, &LessOrEqual),
            new("=:=", 2, &ExactlyEqual),
            new("==", 2, &Equal),
            new("=/=", 2, &ExactlyDifferent),
            new("/=", 2, &Different),
            new("not", 1, &Not),
            new("xor", 2, &Xor),
            new("get_tcw", 0, &GetControlWord) { OnlyTrace = true },
            new("set_tcw", 1, &SetControlWord) { OnlyTrace = true, OnlyBody = true },
        ];

    private static Dictionary<(ulong Name, int Arity), MatchFunction> IndexFunctions()
    {
        var index = new Dictionary<(ulong, int), MatchFunction>();
        for (int i = 0; i < All.Length; i++)
        {
            All[i].Index = i;
            index[(Term.Atom(All[i].Name).Bits, All[i].Arity)] = All[i];
        }
        return index;
    }
}
