// Ports to programs of the system.
namespace Lingen.IO;

/// <summary>Starts child programs behind ports.</summary>
internal static unsafe class ChildPrograms
{
    /// <summary>Opens a port to a program. The result is none, or the reason why not.</summary>
    public static Term Open(Host host, Term owner, string name, bool isExecutable, PortFormat format, out Port? port)
    {
        port = null;
        return PosixError.Atom(PosixError.NotSupported);
    }
}
