// Birth of a process.
using System.Runtime.InteropServices;
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Everything a new process is given. Terms are the caller's and are copied.</summary>
public unsafe struct SpawnRequest
{
    public Term Module;
    public Term Function;

    /// <summary>A proper list.</summary>
    public Term Arguments;

    /// <summary>The process that spawns; null for the processes the VM starts itself.</summary>
    public Process* Parent;

    /// <summary>Who is told as the parent when Parent is null (a process of another node); none for nobody.</summary>
    public Term ParentPid;
    public Term GroupLeader;
    public ProcessPriority? Priority;
    public bool Link;

    /// <summary>Monitor set by the parent, with its reference; none for no monitor.</summary>
    public Term MonitorReference;
    public Term MonitorTag;
    public RelationFlags MonitorFlags;
    public int MinHeapSizeWords;
    public int FullSweepAfter;
    public long MaxHeapSizeWords;
    public bool MaxHeapGiven;
    public bool MaxHeapKill;
    public bool MaxHeapErrorLogger;
    public bool MaxHeapIncludeSharedBinaries;
    public long MinBinaryVirtualHeapWords;
    public ProcessFlags Flags;

    /// <summary>Whether <see cref="Flags"/> says where messages are kept; else the node's default holds.</summary>
    public bool MessageQueueGiven;

    /// <summary>What process_info(initial_call) says if it is not Module:Function; null else.</summary>
    public Export* InitialCall;

    /// <summary>The options and the reply tag as given; only sequential traces show them.</summary>
    public Term Options;
    public Term ReplyTag;

    /// <summary>Scheduler that alone is to run it (1-based), or 0.</summary>
    public int Scheduler;

    public SpawnRequest()
    {
        FullSweepAfter = -1;
    }
}

/// <summary>Creates processes.</summary>
public static unsafe class Spawner
{
    /// <summary>Words of the first heap beside the arguments: the stack's bottom, three registers, a little to begin with.</summary>
    private const int FirstHeapWords = 26;

    /// <summary>The pid of a new, runnable process; none if the table is full or there is no memory.</summary>
    public static Term Spawn(VirtualMachine vm, in SpawnRequest request)
    {
        Process* process = Create(vm, request);
        if (process == null)
        {
            return Term.None;
        }
        Term pid = process->Pid;
        Relate(process, request);
        if (request.Parent != null && request.Parent->Extras != null)
        {
            SequentialTrace.Spawned(request.Parent, process, request, request.MonitorReference, asynchronous: false);
        }
        ProcessTracing.Spawned(request.Parent, process, request);
        Start(process, request.Scheduler);
        return pid;
    }

    /// <summary>Sets up the link and the monitor that the parent asked for, both halves, before the child runs.</summary>
    public static void Relate(Process* process, in SpawnRequest request)
    {
        Term pid = process->Pid;
        if (request.Link && request.Parent != null)
        {
            Links.Add(request.Parent, pid);
            Links.Add(process, request.Parent->Pid);
        }
        if (!request.MonitorReference.IsNone && request.Parent != null)
        {
            Monitors.Add(request.Parent, pid, request.MonitorReference, Term.None, request.MonitorTag, request.MonitorFlags);
            RelationTable.Add(
                ref process->Monitors,
                Relation.Create(
                    RelationKind.MonitorTarget,
                    Identity.OfReference(request.MonitorReference),
                    request.Parent->Pid,
                    request.MonitorReference
                )
            );
        }
    }

    /// <summary>A process that stands in the table but does not run yet: the caller may complete it and calls <see cref="Start"/>.</summary>
    public static Process* Create(VirtualMachine vm, in SpawnRequest request)
    {
        var process = (Process*)NativeMemory.AllocZeroed((nuint)sizeof(Process), MemoryKind.Process);
        long argumentWords = TermCopier.SizeWords(request.Arguments);
        ushort fullSweepAfter =
            request.FullSweepAfter >= 0 ? (ushort)Math.Min(request.FullSweepAfter, ushort.MaxValue) : vm.FullSweepAfter;
        int minWords = Math.Max(request.MinHeapSizeWords, vm.MinHeapSizeWords);
        if (!process->Memory.Initialize((int)Math.Max(argumentWords + FirstHeapWords, minWords), fullSweepAfter))
        {
            OutOfMemory.Fail(NativeBlocks.RefusedBytes, MemoryKind.Heap);
        }
        Process* parent = request.Parent;
        process->VmId = (ushort)vm.Id;
        process->State = ProcessState.Running;
        process->Priority = request.Priority ?? ProcessPriority.Normal;
        process->Flags = request.Flags | (minWords > 0 ? ProcessFlags.MinHeapSizeGiven : 0);
        process->Flags |= vm.MessageQueueOffHeap && !request.MessageQueueGiven ? ProcessFlags.OffHeapMessages : 0;
        process->Parent = parent != null ? parent->Pid : request.ParentPid;
        process->InitialCall =
            request.InitialCall != null
                ? request.InitialCall
                : vm.Exports.GetOrCreate(request.Module, request.Function, (int)Cons.Length(request.Arguments));
        Term leader =
            !request.GroupLeader.IsNone ? request.GroupLeader
            : parent != null ? parent->GroupLeader
            : Term.None;
        process->GroupLeader = leader.IsNone ? leader : TermCopier.Copy(leader, (TermHeap*)process);
        SetLimits(process, vm, request);
        PrepareStack(process, request);
        if (!vm.Processes.Add(process))
        {
            process->Memory.Free();
            NativeMemory.Free(process->Extras);
            NativeMemory.Free(process);
            return null;
        }
        if (process->GroupLeader.IsNone)
        {
            process->GroupLeader = process->Pid;
        }
        return process;
    }

    /// <summary>Makes a created process runnable. It may have ended before this returns.</summary>
    public static void Start(Process* process, int scheduler = 0)
    {
        process->BoundTo = (ushort)scheduler;
        Volatile.Write(ref process->State, ProcessState.Queued | ProcessState.Active);
        Wakeups.NoteActive(process);
        Wakeups.Enqueue(process);
    }

    private static void SetLimits(Process* process, VirtualMachine vm, in SpawnRequest request)
    {
        if (request.MaxHeapGiven || vm.MaxHeapSizeWords != 0)
        {
            ProcessExtras* extras = process->EnsureExtras();
            extras->MaxHeapSizeWords = request.MaxHeapGiven ? request.MaxHeapSizeWords : vm.MaxHeapSizeWords;
            extras->MaxHeapKill = request.MaxHeapGiven ? request.MaxHeapKill : vm.MaxHeapKill;
            extras->MaxHeapErrorLogger = request.MaxHeapGiven ? request.MaxHeapErrorLogger : vm.MaxHeapErrorLogger;
            extras->MaxHeapIncludeSharedBinaries = request.MaxHeapGiven
                ? request.MaxHeapIncludeSharedBinaries
                : vm.MaxHeapIncludeSharedBinaries;
        }
        if (request.MinBinaryVirtualHeapWords > 0)
        {
            process->EnsureExtras()->MinBinaryVirtualHeapWords = request.MinBinaryVirtualHeapWords;
        }
    }

    /// <summary>The return address that ends the process, and the registers of <see cref="StaticCode.ProcessStart"/> above it.</summary>
    private static void PrepareStack(Process* process, in SpawnRequest request)
    {
        Term arguments = TermCopier.Copy(request.Arguments, (TermHeap*)process);
        ulong* stack = process->Memory.End;
        *--stack = (ulong)StaticCode.NormalExit;
        *--stack = arguments.Bits;
        *--stack = request.Function.Bits;
        *--stack = request.Module.Bits;
        process->Memory.StackPointer = stack;
        process->Memory.Heap.Limit = stack - ProcessHeap.StackReserveWords;
        process->LiveRegisters = 3;
        process->Ip = StaticCode.ProcessStart;
    }
}
