// The functions of OTP's prim_net that need no resolver. The others keep their Erlang bodies, which answer notsup.
namespace Lingen.IO;

/// <summary>prim_net's NIF functions.</summary>
public static unsafe class NetBifs
{
    [Bif("prim_net", "nif_gethostname")]
    public static Term GetHostName(ref BifContext context) =>
        Tuple.Create(context.Heap, Atoms.Ok, Cons.FromBytes(context.Heap, SystemNames.HostName()));
}
