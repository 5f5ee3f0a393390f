// Memory of the records of functions, which calls go through: freed with their version. In a debug run (DebugOptions.PoisonFreed) they
// have pages of their own, so that a call through a freed record is seen.
using Lingen.Memory;

namespace Lingen.Code;

/// <summary>Allocates and frees native records of one module version.</summary>
internal static unsafe class CodeRecords
{
    /// <summary>Zeroed memory.</summary>
    public static void* Allocate(long bytes) =>
        DebugOptions.PoisonFreed ? Poison.Allocate(bytes) : NativeMemory.AllocZeroed((nuint)bytes, 1);

    public static void Free(void* records, long bytes)
    {
        if (DebugOptions.PoisonFreed)
        {
            Poison.Forbid(records, bytes);
        }
        else
        {
            NativeMemory.Free(records);
        }
    }
}
