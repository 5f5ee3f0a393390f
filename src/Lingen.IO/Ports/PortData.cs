// io lists on their way out of a port.
namespace Lingen.IO;

/// <summary>Turns iodata into queued bytes without copying large binaries.</summary>
internal static unsafe class PortData
{
    private const int RunBytes = 256;

    /// <summary>Appends the bytes of an iolist or binary. False if it is neither; part of it may then be in the queue.</summary>
    public static bool TryAppend(ByteQueue queue, Term data)
    {
        Span<byte> run = stackalloc byte[RunBytes];
        int used = 0;
        Stack<Term>? rests = null;
        while (true)
        {
            while (data.IsCons)
            {
                Term head = data.Head;
                data = data.Tail;
                if (head.IsSmall && head.SmallValue is >= 0 and <= 255)
                {
                    if (used == RunBytes)
                    {
                        queue.Append(run);
                        used = 0;
                    }
                    run[used++] = (byte)head.SmallValue;
                }
                else if (head.IsCons)
                {
                    (rests ??= new()).Push(data);
                    data = head;
                }
                else if (head.IsBinary)
                {
                    queue.Append(run[..used]);
                    used = 0;
                    queue.Append(head);
                }
                else if (!head.IsNil)
                {
                    return false;
                }
            }
            queue.Append(run[..used]);
            used = 0;
            if (data.IsBinary)
            {
                queue.Append(data);
            }
            else if (!data.IsNil)
            {
                return false;
            }
            if (rests == null || !rests.TryPop(out data))
            {
                return true;
            }
        }
    }
}
