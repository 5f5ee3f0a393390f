// The validator's picture of the registers at one point of a function. Registers that hold the same value carry the same
// number, so that what a test tells of one is known of all.
namespace Lingen.Code;

/// <summary>Types of x and y registers, float registers and heap space at one point.</summary>
internal sealed class RegisterState
{
    /// <summary>No stack frame.</summary>
    public const int NoFrame = -1;

    public ulong[] X = new ulong[16];
    public long[] XValue = new long[16];

    /// <summary>Registers from here on are uninitialized.</summary>
    public int XCount;
    public ulong[] Y = new ulong[16];
    public long[] YValue = new long[16];
    public int YCount = NoFrame;

    /// <summary>Ways with different frames meet here: only an exception may follow, and stack slots can only be read.</summary>
    public bool FrameUndecided;

    /// <summary>Words that the last test_heap has left.</summary>
    public long HeapWords;

    /// <summary>Initialized float registers, one bit each.</summary>
    public ulong Floats;

    /// <summary>loop_rec has shown a message that is still in the queue.</summary>
    public bool HasMessage;

    /// <summary>A bs_init2 or its like has begun a binary.</summary>
    public bool IsBuilding;

    /// <summary>The handlers that an exception may lead to from here have been told of the stack as it is.</summary>
    public bool HandlersTold;

    /// <summary>Value number of the tuple that setelement/3 just made: what set_tuple_element may write to.</summary>
    public long FreshTuple;

    public void CopyFrom(RegisterState other)
    {
        XCount = other.XCount;
        EnsureX(XCount);
        Array.Copy(other.X, X, XCount);
        Array.Copy(other.XValue, XValue, XCount);
        YCount = other.YCount;
        FrameUndecided = other.FrameUndecided;
        EnsureY(Math.Max(YCount, 0));
        Array.Copy(other.Y, Y, Math.Max(YCount, 0));
        Array.Copy(other.YValue, YValue, Math.Max(YCount, 0));
        HeapWords = other.HeapWords;
        Floats = other.Floats;
        HasMessage = other.HasMessage;
        IsBuilding = other.IsBuilding;
        HandlersTold = other.HandlersTold;
        FreshTuple = other.FreshTuple;
    }

    public ulong GetX(int index) => index < XCount ? X[index] : ValueType.Uninitialized;

    public void SetX(int index, ulong type, long value)
    {
        EnsureX(index + 1);
        for (; XCount <= index; XCount++)
        {
            X[XCount] = ValueType.Uninitialized;
            XValue[XCount] = 0;
        }
        X[index] = type;
        XValue[index] = value;
    }

    /// <summary>Gives a new frame of this many slots, all nil, as allocate leaves them.</summary>
    public void OpenFrame(int size)
    {
        HandlersTold = false;
        YCount = size;
        EnsureY(size);
        Y.AsSpan(0, size).Fill(ValueType.Nil);
        YValue.AsSpan(0, size).Clear();
    }

    /// <summary>Takes the slots with the lowest numbers away.</summary>
    public void Trim(int count)
    {
        HandlersTold = false;
        YCount -= count;
        Array.Copy(Y, count, Y, 0, YCount);
        Array.Copy(YValue, count, YValue, 0, YCount);
    }

    /// <summary>The value with this number is known to be of these types.</summary>
    public void Narrow(long value, ulong found)
    {
        for (int i = 0; i < XCount; i++)
        {
            if (XValue[i] == value)
            {
                X[i] = ValueType.Narrow(X[i], found);
            }
        }
        for (int i = 0; i < YCount; i++)
        {
            // The number of a catch slot is its set of handlers.
            if (YValue[i] == value && (Y[i] & ValueType.Tags) == 0)
            {
                Y[i] = ValueType.Narrow(Y[i], found);
            }
        }
    }

    /// <summary>The lowest stack slot from <paramref name="first"/> on that is or may be an active catch or try, or -1.</summary>
    public int InnermostCatch(int first = 0)
    {
        for (int i = first; i < YCount; i++)
        {
            if ((Y[i] & ValueType.Tags) != 0)
            {
                return i;
            }
        }
        return -1;
    }

    private void EnsureX(int count)
    {
        if (count > X.Length)
        {
            int size = Math.Max(count, X.Length * 2);
            Array.Resize(ref X, size);
            Array.Resize(ref XValue, size);
        }
    }

    private void EnsureY(int count)
    {
        if (count > Y.Length)
        {
            int size = Math.Max(count, Y.Length * 2);
            Array.Resize(ref Y, size);
            Array.Resize(ref YValue, size);
        }
    }
}
