// Compiles match specifications (stdlib and erts user's guides, "Match Specifications in Erlang") to the code of
// MatchOp. Heads are compiled with the same stack discipline with which they are matched, so neither recurses; guards and
// bodies recurse, and a specification nested past the C# stack is refused as a system limit.
using System.Runtime.CompilerServices;

namespace Lingen.Runtime;

/// <summary>One compilation. With an error list it goes on after a mistake and collects the texts that erlang:match_spec_test/3 gives.</summary>
internal unsafe ref partial struct MatchCompiler
{
    private readonly MatchProgram program;
    private readonly List<string>? errors;
    private readonly MatchDialect dialect;

    /// <summary>Numbers of the variables bound by the head of this clause, ascending; the index is the program's variable.</summary>
    private readonly List<int> variables;
    private readonly List<bool> isBound;
    private int depth;

    private bool inGuard;

    [ThreadStatic]
    private static List<int>? variablesCache;

    [ThreadStatic]
    private static List<bool>? boundCache;

    public MatchCompiler(MatchProgram program, List<string>? errors)
    {
        this.program = program;
        this.errors = errors;
        dialect = program.Dialect;
        variables = variablesCache ??= [];
        isBound = boundCache ??= [];
    }

    private readonly bool IsTrace => (dialect & MatchDialect.Trace) != 0;

    /// <summary>Compiles the whole specification. False: it is not valid.</summary>
    public bool Compile()
    {
        if (!HasRightShape(program.Specification))
        {
            return false;
        }
        for (Term list = program.Specification; list.IsCons; list = list.Tail)
        {
            if (!CompileClause(new Tuple(list.Head)))
            {
                return false;
            }
        }
        return errors == null || errors.Count == 0;
    }

    /// <summary>A proper list, not empty, of 3-tuples.</summary>
    private readonly bool HasRightShape(Term list)
    {
        if (!list.IsCons || Cons.Length(list) < 0)
        {
            Fail("Match programs are not in a list.");
            return false;
        }
        for (; list.IsCons; list = list.Tail)
        {
            if (!list.Head.IsTuple || new Tuple(list.Head).Arity != 3)
            {
                Fail("Match program part is not a tuple of arity 3.");
                return false;
            }
        }
        return true;
    }

    private bool CompileClause(Tuple clause)
    {
        program.BeginClause();
        depth = 0;
        variables.Clear();
        CollectVariables(clause[0]);
        variables.Sort();
        isBound.Clear();
        for (int i = 0; i < variables.Count; i++)
        {
            isBound.Add(false);
        }
        program.VariableCount = Math.Max(program.VariableCount, variables.Count);
        if (!CompileHead(clause[0]))
        {
            return false;
        }
        depth = 0;
        inGuard = true;
        if (!CompileStatements(clause[1]))
        {
            return false;
        }
        inGuard = false;
        if ((dialect & MatchDialect.Table) != 0 && !clause[2].IsCons)
        {
            return Fail("Body clause does not return anything.");
        }
        program.Emit(MatchOp.BeginBody);
        if (!CompileStatements(clause[2]))
        {
            return false;
        }
        program.Emit(MatchOp.Halt);
        return true;
    }

    private bool CompileStatements(Term list)
    {
        for (; list.IsCons; list = list.Tail)
        {
            bool returns = !inGuard && (dialect & MatchDialect.Table) != 0 && !list.Tail.IsCons;
            if (!CompileExpression(list.Head, forResult: !inGuard))
            {
                return false;
            }
            program.Emit(
                inGuard ? MatchOp.Require
                : returns ? MatchOp.Return
                : MatchOp.Drop
            );
            depth = 0;
        }
        return list.IsNil || Fail("Match expression is not a list.");
    }

    /// <summary>Notes a mistake. True means: go on, to find more of them.</summary>
    private readonly bool Fail(string message)
    {
        if (errors == null)
        {
            return false;
        }
        errors.Add(message);
        return true;
    }

    private readonly bool FailWith(string before, Term term, string after) =>
        errors != null && Fail(before + TermPrinter.ToDebugString(term) + after);

    private void Pushed(int count = 1)
    {
        depth += count;
        if (depth > program.StackNeed)
        {
            program.StackNeed = depth;
        }
    }

    /// <summary>The variables of a head, duplicates dropped.</summary>
    private readonly void CollectVariables(Term head)
    {
        ulong* initial = stackalloc ulong[64];
        var stack = new Lingen.Memory.WorkStack(initial, 64);
        for (Term term = head; !term.IsNone; term = stack.Pop())
        {
            if (term.IsCons)
            {
                stack.Push(term.Tail);
                stack.Push(term.Head);
            }
            else if (term.IsTuple)
            {
                foreach (Term element in new Tuple(term).Span)
                {
                    stack.Push(element);
                }
            }
            else if (term.IsMap)
            {
                var entries = new MapIterator(term);
                while (entries.MoveNext())
                {
                    stack.Push(entries.Value);
                }
            }
            else
            {
                int number = MatchVariables.Number(term);
                if (number >= 0 && !variables.Contains(number))
                {
                    variables.Add(number);
                }
            }
        }
        stack.Dispose();
    }

    private bool CompileHead(Term head)
    {
        ulong* initial = stackalloc ulong[64];
        var stack = new Lingen.Memory.WorkStack(initial, 64);
        Pushed();
        bool valid = true;
        if (IsTrace)
        {
            valid = CompileArgumentsHead(head, ref stack);
        }
        else
        {
            stack.Push(head);
        }
        while (valid && !stack.IsEmpty)
        {
            valid = CompilePattern(stack.Pop(), ref stack);
        }
        stack.Dispose();
        return valid;
    }

    /// <summary>The head of a trace specification: a list of argument patterns, a variable or '_'.</summary>
    private bool CompileArgumentsHead(Term head, ref Lingen.Memory.WorkStack stack)
    {
        if (head == Atoms.Underscore)
        {
            program.Emit(MatchOp.Skip);
            depth--;
            return true;
        }
        int number = MatchVariables.Number(head);
        if (number >= 0)
        {
            program.Emit(MatchOp.BindArguments, (ulong)variables.IndexOf(number));
            isBound[variables.IndexOf(number)] = true;
            depth--;
            return true;
        }
        if (head.IsTuple)
        {
            // A tuple of patterns is as good as a list.
            return CompileArguments(new Tuple(head).Span, ref stack);
        }
        long arity = Cons.Length(head);
        if (arity < 0)
        {
            return Fail("Match head is invalid in this context.");
        }
        var elements = new Term[arity];
        for (int i = 0; i < arity; i++, head = head.Tail)
        {
            elements[i] = head.Head;
        }
        return CompileArguments(elements, ref stack);
    }

    private bool CompileArguments(ReadOnlySpan<Term> elements, ref Lingen.Memory.WorkStack stack)
    {
        program.Emit(MatchOp.Arguments, (ulong)elements.Length);
        depth--;
        Pushed(elements.Length);
        for (int i = elements.Length - 1; i >= 0; i--)
        {
            stack.Push(elements[i]);
        }
        return true;
    }

    private bool CompilePattern(Term pattern, ref Lingen.Memory.WorkStack stack)
    {
        depth--;
        if (pattern.IsImmediate)
        {
            int number = MatchVariables.Number(pattern);
            if (number >= 0)
            {
                int index = variables.IndexOf(number);
                program.Emit(isBound[index] ? MatchOp.EqualVariable : MatchOp.Bind, (ulong)index);
                isBound[index] = true;
            }
            else if (pattern == Atoms.Underscore)
            {
                program.Emit(MatchOp.Skip);
            }
            else
            {
                program.Emit(MatchOp.EqualImmediate, pattern.Bits);
            }
            return true;
        }
        if (pattern.IsCons)
        {
            program.Emit(MatchOp.List);
            stack.Push(pattern.Tail);
            stack.Push(pattern.Head);
            Pushed(2);
            return true;
        }
        if (pattern.IsTuple)
        {
            var tuple = new Tuple(pattern);
            program.Emit(MatchOp.Tuple, (ulong)tuple.Arity);
            for (int i = tuple.Arity - 1; i >= 0; i--)
            {
                stack.Push(tuple[i]);
            }
            Pushed(tuple.Arity);
            return true;
        }
        if (pattern.IsMap)
        {
            return CompileMapPattern(pattern, ref stack);
        }
        program.Emit(MatchOp.EqualTerm, pattern.Bits);
        return true;
    }

    /// <summary>A map pattern matches maps that have at least its keys, as in the language.</summary>
    private bool CompileMapPattern(Term pattern, ref Lingen.Memory.WorkStack stack)
    {
        long count = Maps.Count(pattern);
        program.Emit(MatchOp.Map, (ulong)count);
        // Values are matched in the reverse order of their keys in the code, for the last one pushed is on top.
        var entries = new MapIterator(pattern);
        while (entries.MoveNext())
        {
            if (MatchVariables.IsVariable(entries.Key))
            {
                Fail("Variable found in map key.");
                return false;
            }
            if (entries.Key == Atoms.Underscore)
            {
                Fail("Underscore found in map key.");
                return false;
            }
            program.Append(entries.Key.Bits);
            stack.Push(entries.Value);
        }
        Pushed(SpanSize.Of(count));
        return true;
    }

    /// <summary>The specification is nested past what can be compiled.</summary>
    public bool TooDeep { get; private set; }

    private readonly bool HasStack() => RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
