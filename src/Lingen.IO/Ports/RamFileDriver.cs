// Files in memory: the driver under file:open/2 with the ram option. Commands and answers are those of
// kernel's ram_file module: one code byte, then big-endian numbers or data.
using System.Buffers.Binary;
using System.Text;

namespace Lingen.IO;

/// <summary>ram_file_drv.</summary>
internal sealed class RamFileDriver : PortDriver
{
    private const int ModeRead = 1;
    private const int ModeWrite = 2;

    private const byte AnswerOk = 0;
    private const byte AnswerError = 1;
    private const byte AnswerData = 2;
    private const byte AnswerNumber = 3;

    private enum Command : byte
    {
        Open = 1,
        Read = 2,
        Seek = 3,
        Write = 4,
        Sync = 9,
        Truncate = 14,
        ReadAt = 17,
        WriteAt = 18,
        DataSync = 19,
        Get = 30,
        Size = 37,
        Advise = 38,
        Allocate = 39,
    }

    private byte[] content = [];
    private int length;
    private int position;
    private int modes;

    public override void Output(ByteQueue data)
    {
        byte[] command = new byte[SpanSize.Of(data.LengthBytes)];
        data.CopyTo(command);
        data.Clear();
        if (command.Length > 0)
        {
            Execute((Command)command[0], command.AsSpan(1));
        }
    }

    public override void Stop() => content = [];

    private void Execute(Command command, ReadOnlySpan<byte> arguments)
    {
        switch (command)
        {
            case Command.Open:
                modes = Number(arguments, 0);
                content = arguments.Length > 4 ? arguments[4..].ToArray() : [];
                length = content.Length;
                position = 0;
                AnswerWithNumber(0);
                break;
            case Command.Read:
                Read(Number(arguments, 0), null);
                break;
            case Command.ReadAt:
                Read(Number(arguments, 4), Number(arguments, 0));
                break;
            case Command.Write:
                Write(arguments, null);
                break;
            case Command.WriteAt:
                Write(arguments.Length > 4 ? arguments[4..] : [], Number(arguments, 0));
                break;
            case Command.Seek:
                Seek(Number(arguments, 0), Number(arguments, 4));
                break;
            case Command.Truncate:
                Truncate();
                break;
            case Command.Get:
                AnswerWithData(content.AsSpan(0, length));
                break;
            case Command.Size:
                AnswerWithNumber(length);
                break;
            case Command.Sync:
            case Command.DataSync:
            case Command.Advise:
            case Command.Allocate:
                if (modes == 0)
                {
                    Fail(PosixError.BadDescriptor);
                }
                else
                {
                    Port.DeliverHeaded([AnswerOk], [], false);
                }
                break;
            default:
                // An unknown command gets no answer, as in BEAM.
                break;
        }
    }

    private static int Number(ReadOnlySpan<byte> arguments, int at) =>
        at + 4 <= arguments.Length ? BinaryPrimitives.ReadInt32BigEndian(arguments[at..]) : 0;

    private void Read(int count, int? at)
    {
        int from = at ?? position;
        if ((modes & ModeRead) == 0)
        {
            Fail(PosixError.BadDescriptor);
            return;
        }
        if (from < 0 || count < 0)
        {
            Fail(PosixError.Invalid);
            return;
        }
        count = Math.Clamp(length - from, 0, count);
        AnswerWithData(count == 0 ? [] : content.AsSpan(from, count));
        position = at == null ? from + count : position;
    }

    private void Write(ReadOnlySpan<byte> bytes, int? at)
    {
        int from = at ?? position;
        if ((modes & ModeWrite) == 0)
        {
            Fail(PosixError.BadDescriptor);
            return;
        }
        if (from < 0 || from + (long)bytes.Length > int.MaxValue)
        {
            Fail(PosixError.Invalid);
            return;
        }
        int end = from + bytes.Length;
        if (end > content.Length)
        {
            Array.Resize(ref content, (int)Math.Min((long)end + (end / 2) + 1024, Array.MaxLength));
        }
        bytes.CopyTo(content.AsSpan(from));
        length = Math.Max(length, end);
        position = at == null ? end : position;
        AnswerWithNumber(bytes.Length);
    }

    private void Seek(int offset, int origin)
    {
        long target = origin switch
        {
            LibC.SeekSet => offset,
            LibC.SeekCurrent => (long)position + offset,
            LibC.SeekEnd => (long)length + offset,
            _ => -1,
        };
        if (modes == 0)
        {
            Fail(PosixError.BadDescriptor);
        }
        else if (target is < 0 or > int.MaxValue)
        {
            Fail(PosixError.Invalid);
        }
        else
        {
            position = (int)target;
            AnswerWithNumber(position);
        }
    }

    private void Truncate()
    {
        if ((modes & ModeWrite) == 0)
        {
            Fail(PosixError.AccessDenied);
            return;
        }
        if (position > content.Length)
        {
            Array.Resize(ref content, position);
        }
        if (length > position)
        {
            content.AsSpan(position, length - position).Clear();
        }
        length = position;
        Port.DeliverHeaded([AnswerOk], [], false);
    }

    private void Fail(int error) =>
        Port.DeliverHeaded([AnswerError, .. Encoding.ASCII.GetBytes(PosixError.Name(error))], [], false);

    private void AnswerWithNumber(int number) => Answer(AnswerNumber, number, [], false);

    private void AnswerWithData(ReadOnlySpan<byte> data) => Answer(AnswerData, data.Length, data, true);

    private void Answer(byte code, int number, ReadOnlySpan<byte> data, bool hasData)
    {
        Span<byte> header = stackalloc byte[5];
        header[0] = code;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], number);
        Port.DeliverHeaded(header, data, hasData);
    }
}
