// Guards and bodies: expressions to postfix code.
namespace Lingen.Runtime;

internal unsafe ref partial struct MatchCompiler
{
    /// <summary>
    /// Compiles one expression, which leaves one value. <paramref name="forResult"/>: the value may be returned, so
    /// nothing of it may stay outside of the heap.
    /// </summary>
    private bool CompileExpression(Term term, bool forResult)
    {
        if (!HasStack())
        {
            TooDeep = true;
            return FailWith("Excessive nesting; system limit reached near: ", term, "");
        }
        if (term.IsCons)
        {
            return CompileList(term);
        }
        if (term.IsTuple)
        {
            var tuple = new Tuple(term);
            if (tuple.Arity == 1 && tuple[0].IsTuple)
            {
                return CompileTuple(new Tuple(tuple[0]));
            }
            if (tuple.Arity >= 1 && tuple[0].IsAtom && !MatchVariables.IsVariable(tuple[0]))
            {
                return CompileCall(tuple, forResult);
            }
            return FailWith("", term, " is neither a function call, nor a tuple (tuples are written {{ ... }}).");
        }
        if (term.IsMap)
        {
            return CompileMap(term);
        }
        int number = MatchVariables.Number(term);
        if (number >= 0)
        {
            return CompileVariable(number, forResult);
        }
        if (term == Atoms.WholeObject)
        {
            program.Emit(forResult ? MatchOp.PushObjectResult : MatchOp.PushObject);
            Pushed();
            return true;
        }
        if (term == Atoms.AllBindings)
        {
            return CompileBindings();
        }
        PushConstant(term, forResult);
        return true;
    }

    private void PushConstant(Term term, bool forResult = false)
    {
        program.Emit(forResult && !term.IsImmediate ? MatchOp.PushConstantResult : MatchOp.PushConstant, term.Bits);
        Pushed();
    }

    private bool CompileVariable(int number, bool forResult)
    {
        int index = variables.IndexOf(number);
        if (index < 0 || !isBound[index])
        {
            if (!Fail($"Variable ${number} is unbound."))
            {
                return false;
            }
            PushConstant(Term.Nil);
            return true;
        }
        PushVariable(index, forResult);
        return true;
    }

    private void PushVariable(int index, bool forResult)
    {
        program.Emit(forResult ? MatchOp.PushVariableResult : MatchOp.PushVariable, (ulong)index);
        Pushed();
    }

    // What is built lies on the heap, whether it is returned or only looked at; so its parts must do so too.
    private bool CompileBindings()
    {
        PushConstant(Term.Nil);
        for (int i = variables.Count - 1; i >= 0; i--)
        {
            if (isBound[i])
            {
                PushVariable(i, forResult: true);
                program.Emit(MatchOp.MakeList);
                depth--;
            }
        }
        return true;
    }

    private bool CompileList(Term list)
    {
        if (IsConstant(list))
        {
            PushConstant(list, forResult: true);
            return true;
        }
        int count = 0;
        var heads = new List<Term>();
        for (; list.IsCons; list = list.Tail)
        {
            heads.Add(list.Head);
            count++;
        }
        if (!CompileExpression(list, forResult: true))
        {
            return false;
        }
        for (int i = count - 1; i >= 0; i--)
        {
            if (!CompileExpression(heads[i], forResult: true))
            {
                return false;
            }
            program.Emit(MatchOp.MakeList);
            depth--;
        }
        return true;
    }

    private bool CompileTuple(Tuple tuple)
    {
        for (int i = 0; i < tuple.Arity; i++)
        {
            if (!CompileExpression(tuple[i], forResult: true))
            {
                return false;
            }
        }
        program.Emit(MatchOp.MakeTuple, (ulong)tuple.Arity);
        depth -= tuple.Arity;
        Pushed();
        return true;
    }

    private bool CompileMap(Term map)
    {
        long count = 0;
        var entries = new MapIterator(map);
        while (entries.MoveNext())
        {
            if (!CompileExpression(entries.Key, forResult: true) || !CompileExpression(entries.Value, forResult: true))
            {
                return false;
            }
            count++;
        }
        program.Emit(MatchOp.MakeMap, (ulong)count);
        depth -= SpanSize.Of(2 * count);
        Pushed();
        return true;
    }

    /// <summary>A list that stands for itself: nothing in it is a variable, a call, a tuple or a map.</summary>
    private static bool IsConstant(Term list)
    {
        for (; list.IsCons; list = list.Tail)
        {
            Term head = list.Head;
            if (head.IsCons || !IsPlain(head))
            {
                return false;
            }
        }
        return IsPlain(list);
    }

    private static bool IsPlain(Term term) =>
        !term.IsTuple
        && !term.IsMap
        && !(term.IsAtom && (term == Atoms.WholeObject || term == Atoms.AllBindings || MatchVariables.IsVariable(term)));

    private bool CompileCall(Tuple call, bool forResult)
    {
        int arity = call.Arity - 1;
        if (MatchFunctions.TrySpecial(call[0], out SpecialForm form))
        {
            return CompileSpecial(form, call, forResult);
        }
        MatchFunction? function = MatchFunctions.Find(call[0], arity);
        if (function == null)
        {
            return FailWith("Function ", call[0], $"/{arity} does_not_exist.") && PushDummy();
        }
        if (!function.IsAllowed(dialect, inGuard))
        {
            return FailWith("Function ", call[0], $"/{arity} cannot be called in this context.") && PushDummy();
        }
        // Arguments are looked at, not returned, so they need no copies unless the value refers to them; the result gets one if it can
        // be a part of them.
        if (!CompileArguments(call, forResult: function.RefersToArguments))
        {
            return false;
        }
        program.Emit(MatchOp.Call, (ulong)function.Index);
        depth -= arity;
        Pushed();
        if (forResult && function.MayReturnPart)
        {
            program.Emit(MatchOp.CopyResult);
        }
        return true;
    }

    private bool PushDummy()
    {
        PushConstant(Term.Nil);
        return true;
    }

    /// <summary>Pushes all arguments of a call in order.</summary>
    private bool CompileArguments(Tuple call, bool forResult)
    {
        for (int i = 1; i < call.Arity; i++)
        {
            if (!CompileExpression(call[i], forResult))
            {
                return false;
            }
        }
        return true;
    }

    private bool CompileSpecial(SpecialForm form, Tuple call, bool forResult)
    {
        int arity = call.Arity - 1;
        switch (form)
        {
            case SpecialForm.Const:
                if (arity != 1)
                {
                    return FailWith("Special form 'const' called with more than one argument in ", call, ".") && PushDummy();
                }
                PushConstant(call[1], forResult);
                return true;
            case SpecialForm.And:
            case SpecialForm.Or:
                if (arity < 1)
                {
                    return FailWith($"Special form '{Name(call)}' called without arguments in ", call, ".") && PushDummy();
                }
                if (!CompileArguments(call, forResult))
                {
                    return false;
                }
                program.Emit(form == SpecialForm.And ? MatchOp.And : MatchOp.Or, (ulong)arity);
                depth -= arity;
                Pushed();
                return true;
            case SpecialForm.AndAlso:
            case SpecialForm.OrElse:
                return CompileShortCircuit(form, call, forResult);
            case SpecialForm.Self:
                return Simple(call, MatchOp.Self, 0);
            default:
                return CompileTraceForm(form, call);
        }
    }

    private static string Name(Tuple call) => AtomTable.Name(call[0]);

    /// <summary>
    /// The value so far decides or the next operand is evaluated; the last operand's value is the result as it is.
    /// </summary>
    private bool CompileShortCircuit(SpecialForm form, Tuple call, bool forResult)
    {
        int arity = call.Arity - 1;
        if (arity < 1)
        {
            return FailWith($"Special form '{Name(call)}' called without arguments in ", call, ".") && PushDummy();
        }
        var jumps = new List<int>();
        for (int i = 1; i <= arity; i++)
        {
            if (!CompileExpression(call[i], forResult))
            {
                return false;
            }
            if (i < arity)
            {
                program.Emit(form == SpecialForm.AndAlso ? MatchOp.AndAlso : MatchOp.OrElse, 0);
                jumps.Add(program.CodeLength - 1);
                depth--;
            }
        }
        foreach (int jump in jumps)
        {
            program.Patch(jump, (ulong)program.CodeLength);
        }
        return true;
    }

    private bool Simple(Tuple call, MatchOp op, int arity)
    {
        if (call.Arity - 1 != arity)
        {
            string count = arity == 0 ? "called with arguments in " : "called with wrong number of arguments in ";
            return FailWith($"Special form '{Name(call)}' {count}", call, ".") && PushDummy();
        }
        if (!CompileArguments(call, forResult: false))
        {
            return false;
        }
        program.Emit(op);
        depth -= arity;
        Pushed();
        return true;
    }

    /// <summary>A form with a variable number of arguments; the count is the operand.</summary>
    private bool Counted(Tuple call, MatchOp op, int minimum, int maximum)
    {
        int arity = call.Arity - 1;
        if (arity < minimum || arity > maximum)
        {
            return FailWith($"Special form '{Name(call)}' called with wrong number of arguments in ", call, ".") && PushDummy();
        }
        if (!CompileArguments(call, forResult: false))
        {
            return false;
        }
        program.Emit(op, (ulong)arity);
        depth -= arity;
        Pushed();
        return true;
    }

    private bool CompileTraceForm(SpecialForm form, Tuple call)
    {
        bool allowedInGuard = form is SpecialForm.IsSeqTrace or SpecialForm.GetSeqToken;
        if (!IsTrace)
        {
            return Fail($"Special form '{Name(call)}' used in wrong dialect.") && PushDummy();
        }
        if (inGuard && !allowedInGuard)
        {
            return Fail($"Special form '{Name(call)}' called in guard context.") && PushDummy();
        }
        bool needsCall = form is SpecialForm.Caller or SpecialForm.CallerLine or SpecialForm.CurrentStacktrace;
        if (needsCall && (dialect & MatchDialect.CallTrace) == 0)
        {
            return Fail($"Special form '{Name(call)}' not allow for this trace event.") && PushDummy();
        }
        switch (form)
        {
            case SpecialForm.Message:
                return Simple(call, MatchOp.Message, 1);
            case SpecialForm.ReturnTrace:
                return Simple(call, MatchOp.ReturnTrace, 0);
            case SpecialForm.ExceptionTrace:
                return Simple(call, MatchOp.ExceptionTrace, 0);
            case SpecialForm.IsSeqTrace:
                return Simple(call, MatchOp.IsSeqTrace, 0);
            case SpecialForm.SetSeqToken:
                return Simple(call, MatchOp.SetSeqToken, 2);
            case SpecialForm.GetSeqToken:
                return Simple(call, MatchOp.GetSeqToken, 0);
            case SpecialForm.Display:
                return Simple(call, MatchOp.Display, 1);
            case SpecialForm.ProcessDump:
                return Simple(call, MatchOp.ProcessDump, 0);
            case SpecialForm.Silent:
                return Simple(call, MatchOp.Silent, 1);
            case SpecialForm.Caller:
                return Simple(call, MatchOp.Caller, 0);
            case SpecialForm.CallerLine:
                return Simple(call, MatchOp.CallerLine, 0);
            case SpecialForm.EnableTrace:
                return Counted(call, MatchOp.EnableTrace, 1, 2);
            case SpecialForm.DisableTrace:
                return Counted(call, MatchOp.DisableTrace, 1, 2);
            case SpecialForm.Trace:
                return Counted(call, MatchOp.Trace, 2, 3);
            default:
                return CompileStacktrace(call);
        }
    }

    private bool CompileStacktrace(Tuple call)
    {
        if (call.Arity > 1 && !call[1].IsSmall)
        {
            return Fail("Special form 'current_stacktrace' called with non small argument.") && PushDummy();
        }
        if (call.Arity > 1 && call[1].SmallValue < 0)
        {
            return Fail("Special form 'current_stacktrace' called with negative integer argument.") && PushDummy();
        }
        return Counted(call, MatchOp.CurrentStacktrace, 0, 1);
    }
}
