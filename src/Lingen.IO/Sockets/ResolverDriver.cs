// Stands in for OTP's port program inet_gethost, which asks the system's resolver: the questions are answered in the VM. What numbers and
// files answer (the start of a node asks for its own name) is answered at once; a name server may take its time, so it is asked on a
// thread of the pool.
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lingen.IO;

/// <summary>The byte protocol of inet_gethost_native: a 32-bit request number, an operation, a family, and data.</summary>
internal sealed class ResolverDriver : PortDriver
{
    private const int HeaderBytes = 6;
    private const byte OperationByName = 1;
    private const byte OperationByAddress = 2;
    private const byte FamilyInet = 1;
    private const byte UnitError = 0;

    public override void Output(ByteQueue data)
    {
        byte[] request = new byte[SpanSize.Of(data.LengthBytes)];
        data.CopyTo(request);
        data.Clear();
        if (request.Length >= HeaderBytes && request[4] is OperationByName or OperationByAddress)
        {
            if (Resolve(request, mayWait: false) is { } answer)
            {
                Deliver(answer);
                return;
            }
            ThreadPool.UnsafeQueueUserWorkItem(
                static work => work.Driver.Deliver(Resolve(work.Request, mayWait: true)!),
                (Driver: this, Request: request),
                false
            );
        }
    }

    private void Deliver(byte[] answer)
    {
        lock (Port.Gate)
        {
            if (Port.IsOpen)
            {
                Port.DeliverData(answer, Term.None);
            }
        }
    }

    public override void Stop() { }

    /// <summary>The answer; null if it takes a server and the caller may not wait for one.</summary>
    private static byte[]? Resolve(byte[] request, bool mayWait)
    {
        AddressFamily family = request[5] == FamilyInet ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        ReadOnlySpan<byte> argument = request.AsSpan(HeaderBytes);
        HostEntry? entry = null;
        LookupOutcome outcome =
            request[4] == OperationByName
                ? NameLookup.ByName(Encoding.Latin1.GetString(argument.TrimEnd((byte)0)), family, out entry, mayWait)
            : argument.Length is 4 or 16 ? NameLookup.ByAddress(new IPAddress(argument), out entry, mayWait)
            : LookupOutcome.NotFound;
        if (outcome == LookupOutcome.WouldWait)
        {
            return null;
        }
        var answer = new List<byte>(request.AsSpan(0, 4).ToArray());
        if (entry != null)
        {
            WriteEntry(answer, entry);
            return [.. answer];
        }
        answer.Add(UnitError);
        answer.AddRange(
            outcome switch
            {
                LookupOutcome.TryAgain => "try_again\0"u8,
                LookupOutcome.NoAddress => "no_data\0"u8,
                _ => "notfound\0"u8,
            }
        );
        return [.. answer];
    }

    private static void WriteEntry(List<byte> answer, HostEntry entry)
    {
        Span<byte> number = stackalloc byte[4];
        answer.Add((byte)entry.Addresses[0].GetAddressBytes().Length);
        BinaryPrimitives.WriteInt32BigEndian(number, entry.Addresses.Count);
        answer.AddRange(number);
        foreach (IPAddress address in entry.Addresses)
        {
            answer.AddRange(address.GetAddressBytes());
        }
        BinaryPrimitives.WriteInt32BigEndian(number, entry.Names.Count);
        answer.AddRange(number);
        foreach (string name in entry.Names)
        {
            answer.AddRange(Encoding.Latin1.GetBytes(name));
            answer.Add(0);
        }
    }
}
