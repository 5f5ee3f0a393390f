// Runs compiled match specifications against objects. One evaluator serves many objects; its stack and variables are
// native memory of the thread. Objects may lie outside of the heap that results are built on (rows of a table): what a
// result takes from them is copied, what a guard only looks at is not.
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>Evaluator of one program.</summary>
internal unsafe partial struct MatchEvaluator
{
    /// <summary>Most frames that backtrace_depth allows.</summary>
    private const int MaxStackDepth = 1024;

    [ThreadStatic]
    private static ulong* scratch;

    [ThreadStatic]
    private static int scratchWords;

    private readonly MatchProgram program;
    private readonly TermHeap* heap;
    private readonly Process* process;
    private readonly VirtualMachine vm;
    private readonly MatchTraceHost? host;
    private readonly Term* variables;
    private readonly Term* stackStart;

    /// <summary>The object at hand, and the memory it lies in if that is not the heap's.</summary>
    private Term subject;
    private ulong foreignStart;
    private ulong foreignBytes;

    /// <summary>Arguments of the traced call.</summary>
    private Term* arguments;
    private int argumentCount;

    public MatchEvaluator(MatchProgram program, TermHeap* heap, Process* process, VirtualMachine vm, MatchTraceHost? host = null)
    {
        this.program = program;
        this.heap = heap;
        this.process = process;
        this.vm = vm;
        this.host = host;
        int need = program.VariableCount + program.StackNeed + 4;
        if (need > scratchWords)
        {
            NativeMemory.Free(scratch);
            scratchWords = Math.Max(256, need * 2);
            scratch = (ulong*)NativeMemory.Alloc((nuint)scratchWords, sizeof(ulong));
        }
        variables = (Term*)scratch;
        stackStart = variables + program.VariableCount;
    }

    /// <summary>
    /// The value of the first clause that matches the object, or none. The object is on the heap or outlives the result.
    /// </summary>
    public Term Match(Term term)
    {
        foreignBytes = 0;
        return MatchSubject(term);
    }

    /// <summary>As <see cref="Match"/> for a row of a table; the value does not point into it.</summary>
    public Term MatchRow(EtsRow* row)
    {
        foreignStart = (ulong)row;
        foreignBytes = (ulong)row->BlockWords * sizeof(ulong);
        return MatchSubject(EtsRow.TupleOf(row));
    }

    /// <summary>The outcome for the arguments of a traced call: none, true, or the message.</summary>
    public Term MatchArguments(Term* callArguments, int count)
    {
        foreignBytes = 0;
        arguments = callArguments;
        argumentCount = count;
        if (host != null)
        {
            host.Message = Term.None;
        }
        return MatchSubject(Term.Nil);
    }

    private Term MatchSubject(Term term)
    {
        subject = term;
        ReadOnlySpan<ulong> code = program.Code;
        fixed (ulong* start = code)
        {
            for (int clause = 0; clause < program.ClauseCount; clause++)
            {
                ulong* ip = start + program.ClauseStart(clause);
                if (MatchHead(ref ip))
                {
                    Term value = Evaluate(ip, start);
                    if (!value.IsNone)
                    {
                        return value;
                    }
                }
            }
        }
        return Term.None;
    }

    /// <summary>Runs the head's operations; on success the instruction pointer stands behind them.</summary>
    private bool MatchHead(ref ulong* ip)
    {
        Term* top = stackStart;
        *top++ = subject;
        while (true)
        {
            var op = (MatchOp)(*ip);
            if (op > MatchOp.BindArguments)
            {
                return true;
            }
            Term term = *--top;
            switch (op)
            {
                case MatchOp.Skip:
                    ip++;
                    continue;
                case MatchOp.Bind:
                    variables[ip[1]] = term;
                    break;
                case MatchOp.EqualVariable:
                    if (!TermComparer.ExactEqual(variables[ip[1]], term))
                    {
                        return false;
                    }
                    break;
                case MatchOp.EqualImmediate:
                    if (term.Bits != ip[1])
                    {
                        return false;
                    }
                    break;
                case MatchOp.EqualTerm:
                    if (term.IsImmediate || !TermComparer.ExactEqual(new Term(ip[1]), term))
                    {
                        return false;
                    }
                    break;
                case MatchOp.Tuple:
                    if (!term.IsTuple || new Tuple(term).Arity != (int)ip[1])
                    {
                        return false;
                    }
                    for (int i = (int)ip[1] - 1; i >= 0; i--)
                    {
                        *top++ = new Tuple(term)[i];
                    }
                    break;
                case MatchOp.List:
                    if (!term.IsCons)
                    {
                        return false;
                    }
                    *top++ = term.Tail;
                    *top++ = term.Head;
                    ip++;
                    continue;
                case MatchOp.Map:
                    if (!PushMapValues(term, ip, ref top))
                    {
                        return false;
                    }
                    ip += ip[1];
                    break;
                case MatchOp.Arguments:
                    if (argumentCount != (int)ip[1])
                    {
                        return false;
                    }
                    for (int i = argumentCount - 1; i >= 0; i--)
                    {
                        *top++ = arguments[i];
                    }
                    break;
                default:
                    variables[ip[1]] = ArgumentsAsList();
                    break;
            }
            ip += 2;
        }
    }

    private static bool PushMapValues(Term map, ulong* ip, ref Term* top)
    {
        long count = (long)ip[1];
        if (!map.IsMap || Maps.Count(map) < count)
        {
            return false;
        }
        for (long i = 0; i < count; i++)
        {
            Term value = Maps.Get(map, new Term(ip[2 + i]));
            if (value.IsNone)
            {
                return false;
            }
            *top++ = value;
        }
        return true;
    }

    private readonly Term ArgumentsAsList() => Cons.FromSpan(heap, new ReadOnlySpan<Term>(arguments, argumentCount));

    private readonly bool IsForeign(Term term) => !term.IsImmediate && term.Bits - foreignStart < foreignBytes;

    private readonly Term CopyIfForeign(Term term) => IsForeign(term) ? TermCopier.Copy(term, heap, withLiterals: true) : term;

    private readonly Term WholeSubject() => (program.Dialect & MatchDialect.Trace) != 0 ? ArgumentsAsList() : subject;
}
