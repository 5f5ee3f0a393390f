// The NIF functions of OTP's prim_tty: the terminal under the shell. Capabilities are in TerminalBifs.Capabilities.cs.
using System.Text;

namespace Lingen.IO;

/// <summary>prim_tty's functions.</summary>
public static unsafe partial class TerminalBifs
{
    private const int ReadBytes = 1024;

    // What a pipe, and what a terminal, takes at once when it says that it is writable.
    private const int PipeBytes = 4096;
    private const int TerminalBytes = 512;

    private static Term Failed(ref BifContext context, Term function, int error) =>
        Tuple.Create(context.Heap, Atoms.Error, Tuple.Create(context.Heap, function, PosixError.Atom(error)));

    private static int Descriptor(Term name) =>
        name.Bits switch
        {
            AtomBits.Stdin => 0,
            AtomBits.Stdout => 1,
            AtomBits.Stderr => 2,
            _ => -1,
        };

    [Bif("prim_tty", "isatty")]
    public static Term IsAtty(ref BifContext context, Term name)
    {
        int descriptor = Descriptor(name);
        return descriptor < 0 ? context.BadArg()
            : LibC.isatty(descriptor) != 0 ? Atoms.True
            : LibC.LastError is PosixError.Invalid or PosixError.NotTerminal ? Atoms.False
            : Atoms.Ebadf;
    }

    [Bif("prim_tty", "tty_create")]
    public static Term Create(ref BifContext context) =>
        Tuple.Create(context.Heap, Atoms.Ok, new TerminalResource(Host.Of(context.Vm)).Wrap(ref context));

    [Bif("prim_tty", "tty_init")]
    public static Term Init(ref BifContext context, Term reference, Term name, Map options)
    {
        TerminalResource? terminal = Reference.Resource<TerminalResource>(reference);
        int descriptor = Descriptor(name);
        if (terminal == null || descriptor < 0)
        {
            return context.BadArg();
        }
        int result = terminal.Initialize(
            descriptor,
            HostMaps.Get(options.Term, Atoms.Canon),
            HostMaps.Get(options.Term, Atoms.Echo),
            HostMaps.Get(options.Term, Atoms.Sig)
        );
        return result < 0 ? Failed(ref context, Atoms.Tcgetattr, -result) : Atoms.Ok;
    }

    [Bif("prim_tty", "tty_set")]
    public static Term Set(ref BifContext context, Term reference)
    {
        TerminalResource? terminal = Reference.Resource<TerminalResource>(reference);
        if (terminal == null)
        {
            return context.BadArg();
        }
        int result = terminal.Apply(context.Process->Pid);
        return result < 0 ? Failed(ref context, Atoms.Tcsetattr, -result) : Atoms.Ok;
    }

    [Bif("prim_tty", "tty_select")]
    public static Term Select(ref BifContext context, Term reference, Term signals, Term input)
    {
        TerminalResource? terminal = Reference.Resource<TerminalResource>(reference);
        if (terminal == null)
        {
            return context.BadArg();
        }
        terminal.Host.WatchTerminalSignals();
        terminal.Select(context.Process->Pid, signals, input);
        return Atoms.Ok;
    }

    [Bif("prim_tty", "tty_read_signal")]
    public static Term ReadSignal(ref BifContext context, Term reference, Term signals)
    {
        TerminalResource? terminal = Reference.Resource<TerminalResource>(reference);
        if (terminal == null)
        {
            return context.BadArg();
        }
        Term signal = terminal.TakeSignal(signals);
        return signal.IsNone
            ? Tuple.Create(context.Heap, Atoms.Error, Atoms.Empty)
            : Tuple.Create(context.Heap, Atoms.Ok, signal);
    }

    [Bif("prim_tty", "tty_window_size")]
    public static Term WindowSize(ref BifContext context, Term reference)
    {
        if (Reference.Resource<TerminalResource>(reference) == null)
        {
            return context.BadArg();
        }
        WindowSize size;
        bool known =
            LibC.ioctl(TerminalResource.InputDescriptor, LibC.GetWindowSize, &size) == 0
            || LibC.ioctl(TerminalResource.OutputDescriptor, LibC.GetWindowSize, &size) == 0;
        if (!known || (size.Columns == 0 && size.Rows == 0))
        {
            return PosixError.Tuple(context.Heap, PosixError.NotSupported);
        }
        Term columns = Term.Small(size.Columns > 0 ? size.Columns : -1);
        Term rows = Term.Small(size.Rows > 0 ? size.Rows : -1);
        return Tuple.Create(context.Heap, Atoms.Ok, Tuple.Create(context.Heap, columns, rows));
    }

    /// <summary>Whether the locale's characters are UTF-8.</summary>
    [Bif("prim_tty", "setlocale")]
    public static Term SetLocale(ref BifContext context, Term reference) =>
        Term.Boolean(FileNameEncodings.FromEnvironment() == FileNameEncoding.Utf8);

    [Bif("prim_tty", "tty_encoding")]
    public static Term TtyEncoding(ref BifContext context, Term reference) => Atoms.Utf8;

    [Bif("prim_tty", "write_nif")]
    public static Term Write(ref BifContext context, Term reference, Term vector)
    {
        if (Reference.Resource<TerminalResource>(reference) == null)
        {
            return context.BadArg();
        }
        long total = 0;
        Term rest = vector;
        for (; rest.IsCons && Binary.TryFrom(rest.Head, out Binary part); rest = rest.Tail)
        {
            total += part.Length;
        }
        if (!rest.IsNil)
        {
            return context.BadArg();
        }
        if (!context.Scheduler.IsDirty && !IsWritable(total))
        {
            return context.GoDirty(waits: true);
        }
        for (; vector.IsCons; vector = vector.Tail)
        {
            Bitstring part = HostBytes.Align(context.Heap, new Bitstring(vector.Head));
            int error = HostOutput.WriteAll(TerminalResource.OutputDescriptor, part.AlignedStart, part.LengthBytes);
            if (error != 0)
            {
                return PosixError.Tuple(context.Heap, error);
            }
        }
        return Atoms.Ok;
    }

    /// <summary>A write of this size will not wait.</summary>
    private static bool IsWritable(long length) =>
        HostOutput.IsReady(TerminalResource.OutputDescriptor, LibC.PollOut)
        && length <= (OutputIsTerminal ? TerminalBytes : PipeBytes);

    private static readonly bool OutputIsTerminal = LibC.isatty(TerminalResource.OutputDescriptor) != 0;

    [Bif("prim_tty", "read_nif")]
    public static Term Read(ref BifContext context, Term reference, Term input)
    {
        TerminalResource? terminal = Reference.Resource<TerminalResource>(reference);
        if (terminal == null)
        {
            return context.BadArg();
        }
        nint count = 0;
        byte* data = stackalloc byte[ReadBytes];
        // Somebody else may have read what made the descriptor ready; then there is nothing for this time.
        if (HostOutput.IsReady(TerminalResource.InputDescriptor, LibC.PollIn))
        {
            count = LibC.read(TerminalResource.InputDescriptor, data, ReadBytes);
            if (count == 0)
            {
                return Tuple.Create(context.Heap, Atoms.Error, Atoms.Closed);
            }
            if (count < 0 && LibC.LastError is not (PosixError.TryAgain or PosixError.Interrupted))
            {
                return Failed(ref context, Atoms.Read, LibC.LastError);
            }
            count = Math.Max(count, 0);
        }
        Term bytes = Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(data, (int)count));
        terminal.ArmInput(input);
        return Tuple.Create(context.Heap, Atoms.Ok, bytes);
    }

    /// <summary>isprint of the C locale: ASCII without the controls.</summary>
    [Bif("prim_tty", "isprint")]
    public static Term IsPrint(ref BifContext context, SmallInt character) => Term.Boolean(character.Value is >= 0x20 and < 0x7F);

    [Bif("prim_tty", "wcwidth")]
    public static Term WcWidth(ref BifContext context, SmallInt character)
    {
        int width = CharacterWidth.Of((int)character.Value);
        return width < 0 ? Tuple.Create(context.Heap, Atoms.Error, Atoms.NotPrintable) : Term.Small(width);
    }

    /// <summary>Width of an array of C wchar_t (four bytes each, native order).</summary>
    [Bif("prim_tty", "wcswidth")]
    public static Term WcsWidth(ref BifContext context, Binary characters)
    {
        Bitstring bytes = HostBytes.Align(context.Heap, characters.Bits);
        int sum = 0;
        for (long i = 0; i + sizeof(int) <= bytes.LengthBytes; i += sizeof(int))
        {
            int width = CharacterWidth.Of(*(int*)(bytes.AlignedStart + i));
            if (width < 0)
            {
                return Tuple.Create(context.Heap, Atoms.Error, Atoms.NotPrintable);
            }
            sum += width;
        }
        return Tuple.Create(context.Heap, Atoms.Ok, Term.Small(sum));
    }

    [Bif("prim_tty", "sizeof_wchar")]
    public static Term SizeOfWchar(ref BifContext context) => Term.Small(sizeof(int));
}
