// The few instructions that belong to no module: where a process starts and where its stack ends.
using System.Runtime.InteropServices;

namespace Lingen.Code;

/// <summary>Addresses of built-in code, valid for the life of the OS process.</summary>
public static unsafe class StaticCode
{
    private static readonly ulong* Words = (ulong*)NativeMemory.AllocZeroed(10, sizeof(ulong));

    /// <summary>First instruction of a process: x0 = module, x1 = function, x2 = argument list are its saved registers.</summary>
    public static readonly ulong* ProcessStart = Write(1, Op.ProcessStart);

    /// <summary>Return address at the bottom of every stack.</summary>
    public static readonly ulong* NormalExit = Write(3, Op.NormalExit);

    /// <summary>Return address behind a traced call.</summary>
    public static readonly ulong* ReturnTrace = Write(5, Op.ReturnTrace);

    /// <summary>Where a process goes on that was set aside while it counted the cells of a list.</summary>
    public static readonly ulong* LengthContinue = Write(7, Op.LengthContinue);

    private static ulong* Write(int index, Op op)
    {
        Words[index] = (ulong)op;
        return Words + index;
    }
}
