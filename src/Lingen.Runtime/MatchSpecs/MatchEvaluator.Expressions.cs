// Guards and bodies. In a guard anything that fails ends the clause; in a body the failing expression's value is 'EXIT'.
namespace Lingen.Runtime;

internal unsafe partial struct MatchEvaluator
{
    /// <summary>Runs guards and body from here; none if a guard does not hold.</summary>
    private Term Evaluate(ulong* ip, ulong* start)
    {
        Term* top = stackStart;
        bool inBody = false;
        while (true)
        {
            Term value;
            switch ((MatchOp)(*ip++))
            {
                case MatchOp.PushConstant:
                    *top++ = new Term(*ip++);
                    continue;
                case MatchOp.PushConstantResult:
                    value = new Term(*ip++);
                    *top++ = program.OwnsTerms ? TermCopier.Copy(value, heap, withLiterals: true) : value;
                    continue;
                case MatchOp.PushVariable:
                    *top++ = variables[*ip++];
                    continue;
                case MatchOp.PushVariableResult:
                    variables[*ip] = CopyIfForeign(variables[*ip]);
                    *top++ = variables[*ip++];
                    continue;
                case MatchOp.PushObject:
                    *top++ = WholeSubject();
                    continue;
                case MatchOp.PushObjectResult:
                    *top++ = CopyIfForeign(WholeSubject());
                    continue;
                case MatchOp.CopyResult:
                    if (IsForeign(top[-1]) || program.OwnsTerms)
                    {
                        top[-1] = TermCopier.Copy(top[-1], heap, withLiterals: true);
                    }
                    continue;
                case MatchOp.MakeList:
                    top--;
                    top[-1] = Cons.Create(heap, top[0], top[-1]);
                    continue;
                case MatchOp.MakeTuple:
                    top -= *ip;
                    *top = Tuple.Create(heap, new ReadOnlySpan<Term>(top, (int)*ip++));
                    top++;
                    continue;
                case MatchOp.MakeMap:
                    top -= 2 * *ip;
                    *top = Maps.FromKeysValues(heap, top, (int)*ip++);
                    top++;
                    continue;
                case MatchOp.And:
                    top -= *ip;
                    value = AllAre(top, (int)*ip++, Term.True);
                    break;
                case MatchOp.Or:
                    top -= *ip;
                    value = AllAre(top, (int)*ip++, Term.False);
                    break;
                case MatchOp.AndAlso:
                case MatchOp.OrElse:
                    Term goesOn = (MatchOp)ip[-1] == MatchOp.AndAlso ? Term.True : Term.False;
                    value = *--top;
                    ulong target = *ip++;
                    if (value == goesOn)
                    {
                        continue;
                    }
                    ip = start + target;
                    value = value.IsBoolean ? value : Term.None;
                    break;
                case MatchOp.Jump:
                    ip = start + *ip;
                    continue;
                case MatchOp.Call:
                    MatchFunction function = MatchFunctions.At((int)*ip++);
                    top -= function.Arity;
                    value = function.Body(new MatchCall(top, heap, vm, (program.Dialect & MatchDialect.Pretend) != 0));
                    break;
                case MatchOp.Self:
                    *top++ = process->Pid;
                    continue;
                case MatchOp.Require:
                    if (*--top != Term.True)
                    {
                        return Term.None;
                    }
                    continue;
                case MatchOp.BeginBody:
                    inBody = true;
                    continue;
                case MatchOp.Drop:
                    top--;
                    continue;
                case MatchOp.Return:
                    return *--top;
                case MatchOp.Halt:
                    return host == null || host.Message.IsNone ? Term.True : host.Message;
                default:
                    value = TraceAction((MatchOp)ip[-1], ref ip, ref top);
                    break;
            }
            if (value.IsNone)
            {
                if (!inBody)
                {
                    return Term.None;
                }
                value = Atoms.ExitUpper;
            }
            *top++ = value;
        }
    }

    /// <summary>The neutral value if all are it, its negation if one is, none if one is no boolean.</summary>
    private static Term AllAre(Term* values, int count, Term neutral)
    {
        Term result = neutral;
        for (int i = 0; i < count; i++)
        {
            if (!values[i].IsBoolean)
            {
                return Term.None;
            }
            if (values[i] != neutral)
            {
                result = values[i];
            }
        }
        return result;
    }

    private readonly Term TraceAction(MatchOp op, ref ulong* ip, ref Term* top)
    {
        MatchTraceHost actions = host!;
        int count;
        switch (op)
        {
            case MatchOp.Message:
                actions.Message = *--top;
                return Term.True;
            case MatchOp.ReturnTrace:
                actions.ReturnTrace = true;
                return Term.True;
            case MatchOp.ExceptionTrace:
                actions.ExceptionTrace = true;
                return Term.True;
            case MatchOp.IsSeqTrace:
                return Term.Boolean(actions.HasSeqToken(process));
            case MatchOp.SetSeqToken:
                top -= 2;
                return actions.SetSeqToken(process, heap, top[0], top[1]);
            case MatchOp.GetSeqToken:
                return actions.GetSeqToken(process, heap);
            case MatchOp.Display:
                actions.Display(*--top);
                return Term.True;
            case MatchOp.ProcessDump:
                return actions.ProcessDump(process, heap);
            case MatchOp.EnableTrace:
            case MatchOp.DisableTrace:
                count = (int)*ip++;
                top -= count;
                bool changed = actions.ChangeTrace(
                    process,
                    count == 2 ? top[0] : Term.None,
                    top[count - 1],
                    op == MatchOp.EnableTrace
                );
                return changed ? Term.True : Term.None;
            case MatchOp.Trace:
                count = (int)*ip++;
                top -= count;
                bool traced = actions.Trace(process, count == 3 ? top[0] : Term.None, top[count - 2], top[count - 1]);
                return traced ? Term.True : Term.None;
            case MatchOp.Caller:
                return actions.Caller(process, heap);
            case MatchOp.CallerLine:
                return actions.CallerLine(process, heap);
            case MatchOp.CurrentStacktrace:
                count = (int)*ip++;
                top -= count;
                return actions.CurrentStacktrace(
                    process,
                    heap,
                    count == 1 ? (int)Math.Min(top[0].SmallValue, MaxStackDepth) : MaxStackDepth
                );
            default:
                actions.SetSilent(process, *--top);
                return Term.True;
        }
    }
}
