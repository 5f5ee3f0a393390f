// Second pass of the validator: the walk through one function with a picture of its registers, along all branches.
using Lingen.Terms;

namespace Lingen.Code;

public sealed unsafe partial class Validator
{
    private readonly Dictionary<int, RegisterState> atLabel = [];
    private readonly Stack<RegisterState> spares = new();
    private readonly RegisterState working = new();
    private readonly RegisterState scratch = new();

    /// <summary>Registers before the current instruction; null where control does not come.</summary>
    private RegisterState? state;
    private int currentFunction;
    private int entryOffset;
    private bool again;
    private long nextValue;
    private readonly List<int[]> handlerSets = [];

    private void Analyze(int function)
    {
        currentFunction = function;
        SetCurrent(function);
        FunctionEntry* entry = module.Functions + function;
        ulong[] arguments = parameters[function]!;
        foreach (RegisterState known in atLabel.Values)
        {
            spares.Push(known);
        }
        atLabel.Clear();
        checkedOffsets[function] = null;
        handlerSets.Clear();
        keptSlots = 0;
        ways.Clear();
        goesBack = false;
        int rounds = 0;
        do
        {
            again = false;
            if (++rounds > MaxRounds)
            {
                throw Invalid("the function is too entangled to be validated");
            }
            nextValue = 1;
            Walk(function, entry, arguments);
        } while (again);
        if (goesBack)
        {
            RefuseLoops();
        }
    }

    private void Walk(int function, FunctionEntry* entry, ulong[] arguments)
    {
        var reader = new InstructionReader(file.Code.Span, entry->CodeOffset, operands);
        int end = entry->CodeOffset + entry->CodeLength;
        bool entered = false;
        entryOffset = 0;
        state = null;
        while (reader.Offset < end && reader.Read())
        {
            currentOp = reader.Op;
            currentOffset = reader.InstructionOffset;
            if (reader.Op == GenericOp.Label)
            {
                int label = (int)reader[0].Value;
                if (module.FunctionOfLabel[label] == function && !entered)
                {
                    entered = true;
                    entryOffset = currentOffset;
                    block = NoLabel;
                    Begin(arguments);
                }
                ArriveAt(label);
                continue;
            }
            if (reader.Op == GenericOp.FuncInfo)
            {
                if (state != null)
                {
                    throw Invalid("control falls into func_info");
                }
                continue;
            }
            if (state == null)
            {
                continue;
            }
            if (MayRaise(reader.Op))
            {
                TellHandlersOnce(state);
            }
            Step(ref reader);
        }
        if (state != null)
        {
            throw Invalid("the function has no end");
        }
    }

    private void Begin(ulong[] arguments)
    {
        state = working;
        working.XCount = 0;
        working.YCount = RegisterState.NoFrame;
        working.FrameUndecided = false;
        working.HeapWords = 0;
        working.Floats = 0;
        working.HasMessage = false;
        working.IsBuilding = false;
        working.HandlersTold = false;
        working.FreshTuple = 0;
        for (int i = 0; i < arguments.Length; i++)
        {
            working.SetX(i, arguments[i], NewValue());
        }
    }

    /// <summary>Falls into a label: goes on with what holds on all ways to it.</summary>
    private void ArriveAt(int label)
    {
        if (state != null)
        {
            AddWay(label);
            JoinInto(label, state, isBackward: false);
        }
        block = label;
        if (atLabel.TryGetValue(label, out RegisterState? known))
        {
            working.CopyFrom(known);
            state = working;
        }
    }

    /// <summary>Control may go from here to a label.</summary>
    private void Branch(int label) => Branch(label, state!);

    private void Branch(int label, RegisterState from)
    {
        bool isBackward = offsetOfLabel[label] <= currentOffset;
        // A receive that goes back spends reductions or waits.
        if (currentOp is not (GenericOp.LoopRecEnd or GenericOp.Wait or GenericOp.WaitTimeout))
        {
            if (isBackward && offsetOfLabel[label] >= entryOffset && !goesBack)
            {
                goesBack = true;
                again = true;
            }
            AddWay(label);
        }
        JoinInto(label, from, isBackward);
    }

    private void JoinInto(int label, RegisterState from, bool isBackward)
    {
        if (offsetOfLabel[label] < entryOffset)
        {
            // The label in front of func_info: function_clause makes a list of the arguments and raises.
            NeedArguments(from, module.Functions[currentFunction].Arity);
            TellHandlersOnce(from);
            return;
        }
        if (!atLabel.TryGetValue(label, out RegisterState? known))
        {
            known = spares.TryPop(out RegisterState? spare) ? spare : new RegisterState();
            known.CopyFrom(from);
            KeepWithinBounds(from);
            atLabel[label] = known;
            again |= isBackward;
            return;
        }
        if (Join(label, known, from))
        {
            again |= isBackward;
        }
    }

    /// <summary>Registers that the pictures at the labels of a function may have together, and comparisons for a module: a small file can ask for far too many.</summary>
    private const long MaxKeptSlots = 1 << 24;
    private const long MaxComparisons = 2_000_000_000;
    private long keptSlots;
    private long comparisons;

    private void KeepWithinBounds(RegisterState picture)
    {
        const int Overhead = 32;
        keptSlots += picture.XCount + Math.Max(picture.YCount, 0) + Overhead;
        if (keptSlots > MaxKeptSlots)
        {
            throw Invalid("the function is too large to be validated");
        }
    }

    /// <summary>Weakens <paramref name="known"/> to what also holds for <paramref name="from"/>; true if that changed it.</summary>
    private bool Join(int label, RegisterState known, RegisterState from)
    {
        bool changed = false;
        comparisons += known.XCount + (2 * Math.Max(known.YCount, 0)) + 1;
        if (comparisons > MaxComparisons)
        {
            throw Invalid("the module is too entangled to be validated");
        }
        if (known.YCount != from.YCount || known.FrameUndecided)
        {
            if (from.GetX(0) == ValueType.Pending)
            {
                throw Invalid($"the handler at label {label} has more than one stack frame");
            }
            changed = !known.FrameUndecided || from.YCount < known.YCount;
            TellHandlersOnce(known);
            TellHandlersOnce(from);
            known.FrameUndecided = true;
            known.YCount = Math.Min(known.YCount, from.YCount);
        }
        if (!SameCatches(known, from))
        {
            // An exception behind the label comes from one way or the other: each tells the handlers of its own catches. Those by
            // which an exception arrives are told by the instruction that closes its catch, if that can fail.
            TellHandlersUnlessPending(known);
            TellHandlersUnlessPending(from);
        }
        known.HandlersTold &= from.HandlersTold;
        if (from.XCount < known.XCount)
        {
            known.XCount = from.XCount;
            changed = true;
        }
        for (int i = 0; i < known.XCount; i++)
        {
            changed |= JoinOne(ref known.X[i], ref known.XValue[i], from.X[i], from.XValue[i], Place(label, i));
        }
        for (int i = 0; i < known.YCount; i++)
        {
            ulong a = known.Y[i];
            ulong b = from.Y[i];
            if (((a | b) & ValueType.Tags) != 0)
            {
                changed |= JoinTags(known, i, b, from.YValue[i]);
                continue;
            }
            changed |= JoinOne(ref known.Y[i], ref known.YValue[i], b, from.YValue[i], Place(label, MaxXRegister + 1 + i));
        }
        if (from.HeapWords < known.HeapWords)
        {
            known.HeapWords = from.HeapWords;
            changed = true;
        }
        ulong floats = known.Floats & from.Floats;
        bool hasMessage = known.HasMessage && from.HasMessage;
        bool isBuilding = known.IsBuilding && from.IsBuilding;
        long fresh = known.FreshTuple == from.FreshTuple ? known.FreshTuple : 0;
        changed |=
            floats != known.Floats
            || hasMessage != known.HasMessage
            || isBuilding != known.IsBuilding
            || fresh != known.FreshTuple;
        known.Floats = floats;
        known.HasMessage = hasMessage;
        known.IsBuilding = isBuilding;
        known.FreshTuple = fresh;
        return changed;
    }

    /// <summary>Registers of different values get a number that belongs to the label and the register: it repeats from round to round.</summary>
    private static bool JoinOne(ref ulong type, ref long value, ulong otherType, long otherValue, long place)
    {
        ulong joined = ValueType.Join(type, otherType);
        long number = value == otherValue ? value : place;
        bool changed = joined != type || (number != value && value != place);
        type = joined;
        value = number;
        return changed;
    }

    private static long Place(int label, int register) => -(((long)label << 14) + register) - 1;

    /// <summary>
    /// A slot that is a catch on one way at least. Which handlers it may lead to is a set. If it is none on the other way
    /// it can be used for nothing, but an exception may find it there.
    /// </summary>
    private bool JoinTags(RegisterState known, int slot, ulong other, long otherSet)
    {
        long set =
            (known.Y[slot] & ValueType.Tags) == 0 ? otherSet
            : (other & ValueType.Tags) == 0 ? known.YValue[slot]
            : UnionHandlers(known.YValue[slot], otherSet);
        ulong kinds = (known.Y[slot] | other) & ValueType.KindMask;
        bool changed = set != known.YValue[slot] || kinds != known.Y[slot];
        known.Y[slot] = kinds;
        known.YValue[slot] = set;
        return changed;
    }

    private int HandlerSet(int label) => InternHandlers([label]);

    private long UnionHandlers(long a, long b)
    {
        if (a == b)
        {
            return a;
        }
        var labels = new SortedSet<int>(handlerSets[(int)a]);
        labels.UnionWith(handlerSets[(int)b]);
        return InternHandlers([.. labels]);
    }

    private int InternHandlers(int[] labels)
    {
        for (int i = 0; i < handlerSets.Count; i++)
        {
            if (handlerSets[i].AsSpan().SequenceEqual(labels))
            {
                return i;
            }
        }
        handlerSets.Add(labels);
        return handlerSets.Count - 1;
    }

    private static bool SameCatches(RegisterState a, RegisterState b)
    {
        for (int i = 0; i < Math.Min(a.YCount, b.YCount); i++)
        {
            ulong tags = a.Y[i] & ValueType.Tags;
            if (
                tags != (b.Y[i] & ValueType.Tags)
                || (tags != 0 && (a.YValue[i] != b.YValue[i] || ((a.Y[i] | b.Y[i]) & ValueType.KindMask) != tags))
            )
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>An exception may go from here to the innermost handler: it sees the stack as it is now, and x0 as "an exception".</summary>
    private void TellHandlersOnce(RegisterState from)
    {
        if (!from.HandlersTold)
        {
            // First, because the news may come back here by way of a handler.
            from.HandlersTold = true;
            TellHandlers(from);
        }
    }

    private void TellHandlersUnlessPending(RegisterState from)
    {
        if ((from.GetX(0) & ValueType.Pending) == 0)
        {
            TellHandlersOnce(from);
        }
    }

    private void TellHandlers(RegisterState from)
    {
        if (from.FrameUndecided)
        {
            // The handlers were told when the ways met; nothing can have changed on the stack since.
            return;
        }
        for (int slot = from.InnermostCatch(); slot >= 0; slot = from.InnermostCatch(slot + 1))
        {
            ulong tags = from.Y[slot] & ValueType.Tags;
            RegisterState seen = spares.TryPop(out RegisterState? spare) ? spare : new RegisterState();
            seen.CopyFrom(from);
            NoCatchBelow(seen, slot);
            seen.Y[slot] = tags;
            seen.XCount = 0;
            seen.SetX(0, ValueType.Pending, 0);
            seen.HeapWords = 0;
            seen.Floats = 0;
            seen.HasMessage = false;
            seen.IsBuilding = false;
            seen.HandlersTold = false;
            seen.FreshTuple = 0;
            foreach (int label in handlerSets[(int)from.YValue[slot]])
            {
                JoinInto(label, seen, offsetOfLabel[label] <= currentOffset);
            }
            spares.Push(seen);
            if ((from.Y[slot] & ValueType.KindMask) == tags)
            {
                return;
            }
        }
    }

    /// <summary>Had one of the slots below been a catch, the exception would be there.</summary>
    private static void NoCatchBelow(RegisterState seen, int slot)
    {
        for (int i = 0; i < slot; i++)
        {
            if ((seen.Y[i] & ValueType.Tags) != 0)
            {
                seen.Y[i] &= ~ValueType.Tags;
                seen.YValue[i] = 0;
            }
        }
    }

    private static bool MayRaise(GenericOp op) =>
        op
            is not (
                GenericOp.Line
                or GenericOp.ExecutableLine
                or GenericOp.DebugLine
                or GenericOp.Move
                or GenericOp.Swap
                or GenericOp.Jump
                or GenericOp.Try
                or GenericOp.TryEnd
                or GenericOp.TryCase
                or GenericOp.Catch
                or GenericOp.CatchEnd
                or GenericOp.InitYregs
                or GenericOp.Label
            );

    private long NewValue() => nextValue++;

    // Registers

    /// <summary>The type of a source that must be a term.</summary>
    private ulong NeedTerm(in Operand operand)
    {
        ulong type = TypeOf(operand);
        return ValueType.IsTerm(type) ? type : throw NoTerm(operand);
    }

    private ulong TermOrContext(in Operand operand)
    {
        ulong type = TypeOf(operand);
        return ValueType.IsTermOrContext(type) ? type : throw NoTerm(operand);
    }

    private BeamFormatException NoTerm(in Operand operand)
    {
        string register = $"{(operand.Kind == OperandKind.X ? 'x' : 'y')}{operand.Value}";
        ulong type = TypeOf(operand);
        return Invalid(
            (type & ValueType.Uninitialized) != 0 ? $"{register} is not initialized"
            : (type & ValueType.Context) != 0 ? $"{register} holds a match context"
            : $"{register} holds a catch"
        );
    }

    private ulong TypeOf(in Operand operand)
    {
        switch (operand.Kind)
        {
            case OperandKind.X:
                return state!.GetX((int)operand.Value);
            case OperandKind.Y:
                return operand.Value < state!.YCount
                    ? state.Y[operand.Value]
                    : throw Invalid($"y{operand.Value} is outside of the frame");
            case OperandKind.Integer or OperandKind.BigInteger:
                return ValueType.Integer;
            case OperandKind.Atom:
                return ValueType.Atom;
            case OperandKind.Nil:
                return ValueType.Nil;
            case OperandKind.Literal:
                return LiteralType((int)operand.Value);
            default:
                return ValueType.Integer;
        }
    }

    private ulong LiteralType(int index)
    {
        Term literal = module.Literals[index];
        return literal.IsTuple ? ValueType.TupleOf(new Terms.Tuple(literal).Arity, true)
            : literal.IsCons ? ValueType.Cons
            : literal.IsNil ? ValueType.Nil
            : literal.IsMap ? ValueType.Map
            : literal.IsFloat ? ValueType.Float
            : literal.IsInteger ? ValueType.Integer
            : literal.IsBitstring ? ValueType.Bitstring
            : literal.IsAtom ? ValueType.Atom
            : literal.IsFun ? ValueType.Fun
            : ValueType.Any;
    }

    /// <summary>Number of the value in a register; 0 for constants.</summary>
    private long ValueOf(in Operand operand) =>
        operand.Kind switch
        {
            OperandKind.X => operand.Value < state!.XCount ? state.XValue[operand.Value] : 0,
            OperandKind.Y => state!.YValue[operand.Value],
            _ => 0,
        };

    private void Define(in Operand target, ulong type) => Define(target, type, NewValue());

    private void Define(in Operand target, ulong type, long value)
    {
        if (target.Kind == OperandKind.X)
        {
            state!.SetX((int)target.Value, type, value);
            return;
        }
        if (target.Value >= state!.YCount || state.FrameUndecided)
        {
            throw Invalid($"y{target.Value} is outside of the frame");
        }
        if ((state.Y[target.Value] & ValueType.Tags) != 0)
        {
            throw Invalid($"y{target.Value} holds a catch");
        }
        state.Y[target.Value] = type;
        state.YValue[target.Value] = value;
        state.HandlersTold = false;
    }

    private void Narrow(in Operand operand, ulong found)
    {
        long value = ValueOf(operand);
        if (operand.IsRegister && value != 0)
        {
            state!.Narrow(value, found);
        }
    }

    /// <summary>The instruction needs a test of its source unless the type is proven.</summary>
    private void Require(bool proven)
    {
        if (!proven)
        {
            (checkedOffsets[currentFunction] ??= []).Add(currentOffset);
        }
    }

    /// <summary>The instruction may collect: x registers from <paramref name="live"/> on are lost, those below must be good.</summary>
    private void Collect(long live)
    {
        for (int i = 0; i < live; i++)
        {
            if (!ValueType.IsTermOrContext(state!.GetX(i)))
            {
                throw Invalid($"x{i} is not initialized where a collection may happen");
            }
        }
        state!.XCount = Math.Min(state.XCount, (int)live);
        state.HeapWords = 0;
        state.IsBuilding = false;
    }

    private void TakeHeap(long words)
    {
        state!.HeapWords -= words;
        if (state.HeapWords < 0)
        {
            throw Invalid("heap space has not been reserved");
        }
    }

    private void NeedFrame()
    {
        if (state!.YCount < 0 || state.FrameUndecided)
        {
            throw Invalid("there is no stack frame");
        }
    }

    private void NeedNoFrame()
    {
        if (state!.YCount != RegisterState.NoFrame || state.FrameUndecided)
        {
            throw Invalid("there is a stack frame");
        }
    }

    private void CloseFrame(long size)
    {
        NeedFrame();
        if (state!.YCount != size)
        {
            throw Invalid($"the frame has {state.YCount} slots, not {size}");
        }
        if (state.InnermostCatch() >= 0)
        {
            throw Invalid("a catch is still active");
        }
        state.YCount = RegisterState.NoFrame;
    }

    private void NeedArguments(RegisterState from, long arity)
    {
        for (int i = 0; i < arity; i++)
        {
            if (!ValueType.IsTermOrContext(from.GetX(i)))
            {
                throw Invalid($"x{i} is not initialized");
            }
        }
    }

    private void NeedTermArguments(long arity)
    {
        for (int i = 0; i < arity; i++)
        {
            if (!ValueType.IsTerm(state!.GetX(i)))
            {
                throw Invalid($"x{i} is no term");
            }
        }
    }

    /// <summary>Behind a call: only x0 and the stack are left.</summary>
    private void AfterCall(ulong result)
    {
        state!.XCount = 0;
        state.HeapWords = 0;
        state.Floats = 0;
        state.IsBuilding = false;
        state.FreshTuple = 0;
        state.SetX(0, result, NewValue());
    }

    private void End() => state = null;
}
