// What is behind a port: a descriptor, a file in memory, a socket, a resolver. The port does everything that all have in
// common; all calls come under the port's lock.
namespace Lingen.IO;

/// <summary>How a control or call on a port ended.</summary>
internal enum PortReply
{
    /// <summary>The driver does not know the operation, or its data is wrong: badarg.</summary>
    BadArgument,
    Done,
}

/// <summary>A driver's instance for one port.</summary>
internal abstract class PortDriver
{
    public Port Port { get; set; } = null!;

    /// <summary>Data for the driver; it empties the queue or keeps what cannot go at once.</summary>
    public abstract void Output(ByteQueue data);

    /// <summary>port_control/3: a byte command with a byte answer.</summary>
    public virtual PortReply Control(uint command, ReadOnlySpan<byte> data, List<byte> answer) => PortReply.BadArgument;

    /// <summary>Answers of <see cref="Control"/> are binaries, not lists.</summary>
    public virtual bool ControlGivesBinary => false;

    /// <summary>Bytes written to the port and not yet gone out.</summary>
    public virtual long QueuedBytes => 0;

    /// <summary>Output is traced as the list of its pieces, not as one binary.</summary>
    public virtual bool TakesVectors => false;

    /// <summary>Writers should wait.</summary>
    public virtual bool IsBusy => false;

    /// <summary>port_command's force option is allowed.</summary>
    public virtual bool AllowsForce => false;

    /// <summary>The port locks for itself (locking of port_info).</summary>
    public virtual bool LocksPort => false;

    /// <summary>The port is closing and has queued output: write it out, then call <see cref="Port.Drained"/>.</summary>
    public virtual void BeginFlush() => Port.Drained();

    /// <summary>Writes what is queued, waiting as long as it takes: the VM halts.</summary>
    public virtual void FlushNow() { }

    /// <summary>The port is gone: release everything.</summary>
    public abstract void Stop();
}
