// What all sockets of a VM share: the process that lists them, settings for new ones, and counts.
namespace Lingen.IO;

/// <summary>The state of prim_socket as a whole.</summary>
internal sealed class SocketDirectory
{
    private readonly object gate = new();

    /// <summary>The process socket_registry; none until prim_socket has loaded.</summary>
    public Term Registry { get; set; }
    public bool UseRegistry { get; set; } = true;
    public bool Debug { get; set; }
    public bool SocketDebug { get; set; }
    public SocketCounts Counts { get; private set; }

    /// <summary>A socket is opened (1) or closed (-1).</summary>
    public void Count(NativeSocket socket, int change)
    {
        lock (gate)
        {
            SocketCounts counts = Counts;
            Counts = counts with
            {
                All = counts.All + change,
                Datagram = counts.Datagram + (socket.Type == LibC.SocketDatagram ? change : 0),
                Stream = counts.Stream + (socket.Type == LibC.SocketStream ? change : 0),
                SequentialPacket = counts.SequentialPacket + (socket.Type == LibC.SocketSequentialPacket ? change : 0),
                Inet = counts.Inet + (socket.Domain == LibC.FamilyInet ? change : 0),
                // BEAM counts local sockets here, too.
                Inet6 = counts.Inet6 + (socket.Domain is LibC.FamilyInet6 or LibC.FamilyLocal ? change : 0),
                Ip = counts.Ip + (socket.Protocol == SocketOptions.LevelIp ? change : 0),
                Tcp = counts.Tcp + (socket.Protocol == SocketOptions.LevelTcp ? change : 0),
                Udp = counts.Udp + (socket.Protocol == SocketOptions.LevelUdp ? change : 0),
            };
        }
    }
}

/// <summary>Open sockets by kind.</summary>
internal readonly record struct SocketCounts(
    int All,
    int Datagram,
    int Stream,
    int SequentialPacket,
    int Inet,
    int Inet6,
    int Ip,
    int Tcp,
    int Udp
);

public sealed unsafe partial class Host
{
    internal SocketDirectory Sockets { get; } = new();

    /// <summary>prim_socket brings the process that lists sockets with it, and flags from the environment.</summary>
    public override void NativeModuleLoaded(Term module, Term information)
    {
        if (module == Atoms.PrimSocket && information.IsMap)
        {
            Term registry = Maps.Get(information, Atoms.Registry);
            Sockets.Registry = registry.IsLocalPid ? registry : Term.None;
            Sockets.UseRegistry = Maps.Get(information, Atoms.UseRegistry) != Atoms.False;
            Sockets.Debug = Maps.Get(information, Atoms.Debug) == Atoms.True;
            Sockets.SocketDebug = Maps.Get(information, Atoms.SocketDebug) == Atoms.True;
        }
    }
}
