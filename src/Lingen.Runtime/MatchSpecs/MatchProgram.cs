// A compiled match specification. Programs compiled for one BIF call borrow their constants from the caller's terms and
// come from a cache of the thread; a program that outlives the call (ets:match_spec_compile/1, a select/3 continuation,
// a trace pattern) owns a copy of the specification and is the resource of a magic reference.
namespace Lingen.Runtime;

/// <summary>What a specification is compiled for.</summary>
[Flags]
internal enum MatchDialect
{
    None = 0,

    /// <summary>ETS tables and match_spec_run: one object in, one value out.</summary>
    Table = 1,

    /// <summary>Tracing: a list of arguments in, actions and a message out.</summary>
    Trace = 2,

    /// <summary>The event is a call: caller and stack may be asked for.</summary>
    CallTrace = 4,

    /// <summary>Actions on tracing are allowed.</summary>
    TraceActions = 8,

    /// <summary>match_spec_test: actions are only pretended.</summary>
    Pretend = 16,
}

/// <summary>Code, clauses and needs of a compiled match specification.</summary>
internal sealed unsafe class MatchProgram
{
    [ThreadStatic]
    private static MatchProgram? spare;

    private ulong[] code = new ulong[64];
    private int[] clauseStarts = new int[4];
    private TermHeap ownedTerms;

    public ReadOnlySpan<ulong> Code => code.AsSpan(0, CodeLength);
    public int CodeLength { get; private set; }
    public int ClauseCount { get; private set; }
    public int VariableCount { get; set; }
    public int StackNeed { get; set; }
    public MatchDialect Dialect { get; private set; }

    /// <summary>The source: a list of {Head, Guards, Body}. Lives as long as the program.</summary>
    public Term Specification { get; private set; }

    /// <summary>The constants belong to the program, not to the heap that results are built on.</summary>
    public bool OwnsTerms { get; private set; }

    /// <summary>Off-heap objects in the terms that the program owns.</summary>
    public ulong* OffHeap => ownedTerms.OffHeap;

    public int ClauseStart(int clause) => clauseStarts[clause];

    /// <summary>
    /// Compiles for the duration of a call; null if the specification is not valid (badarg). Give it back with
    /// <see cref="Recycle"/>.
    /// </summary>
    public static MatchProgram? Compile(Term specification, MatchDialect dialect, List<string>? errors, out bool tooDeep)
    {
        MatchProgram program = spare ?? new MatchProgram();
        spare = null;
        program.Reset(specification, dialect);
        var compiler = new MatchCompiler(program, errors);
        bool valid = compiler.Compile();
        tooDeep = compiler.TooDeep;
        if (valid)
        {
            return program;
        }
        spare = program;
        return null;
    }

    /// <summary>Compiles a copy of the specification that stays valid by itself; null as in <see cref="Compile"/>.</summary>
    public static MatchProgram? CompileOwned(Term specification, MatchDialect dialect, out bool tooDeep)
    {
        var program = new MatchProgram();
        fixed (TermHeap* heap = &program.ownedTerms)
        {
            program.Reset(TermCopier.Copy(specification, heap, withLiterals: true), dialect);
        }
        program.OwnsTerms = true;
        var compiler = new MatchCompiler(program, errors: null);
        bool valid = compiler.Compile();
        tooDeep = compiler.TooDeep;
        if (valid)
        {
            return program;
        }
        program.FreeTerms();
        return null;
    }

    /// <summary>Returns a borrowing program to the thread's cache.</summary>
    public void Recycle()
    {
        if (!OwnsTerms)
        {
            spare = this;
        }
    }

    public void FreeTerms() => ownedTerms.Clear();

    /// <summary>
    /// Many functions may share the program of a trace pattern, and any thread may be running one that has just been replaced: .NET knows when
    /// nobody does any more. Who runs it keeps it alive until its constants are copied.
    /// </summary>
    ~MatchProgram() => FreeTerms();

    public int Emit(MatchOp op)
    {
        Append((ulong)op);
        return CodeLength;
    }

    public void Emit(MatchOp op, ulong operand)
    {
        Append((ulong)op);
        Append(operand);
    }

    public void Append(ulong word)
    {
        if (CodeLength == code.Length)
        {
            Array.Resize(ref code, code.Length * 2);
        }
        code[CodeLength++] = word;
    }

    public void Patch(int at, ulong word) => code[at] = word;

    public void BeginClause()
    {
        if (ClauseCount == clauseStarts.Length)
        {
            Array.Resize(ref clauseStarts, clauseStarts.Length * 2);
        }
        clauseStarts[ClauseCount++] = CodeLength;
    }

    private void Reset(Term specification, MatchDialect dialect)
    {
        Specification = specification;
        Dialect = dialect;
        CodeLength = 0;
        ClauseCount = 0;
        VariableCount = 0;
        StackNeed = 0;
    }
}

/// <summary>The resource behind the reference that ets:match_spec_compile/1 returns.</summary>
internal sealed class CompiledMatchSpec(MatchProgram program) : MagicResource
{
    public MatchProgram Program { get; } = program;

    public override void Released() => Program.FreeTerms();
}
