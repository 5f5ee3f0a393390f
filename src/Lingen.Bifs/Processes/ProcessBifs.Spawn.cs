// spawn in all its forms. erlang.erl turns funs and remote nodes into these.
namespace Lingen.Bifs;

/// <summary>BIFs about processes as such: birth, end, flags, dictionary.</summary>
public static unsafe partial class ProcessBifs
{
    [Bif("erlang", "spawn")]
    public static Term Spawn(ref BifContext context, Term module, Term function, Term arguments) =>
        Spawn(ref context, module, function, arguments, false);

    [Bif("erlang", "spawn_link")]
    public static Term SpawnLink(ref BifContext context, Term module, Term function, Term arguments) =>
        Spawn(ref context, module, function, arguments, true);

    private static Term Spawn(ref BifContext context, Term module, Term function, Term arguments, bool link)
    {
        if (!module.IsAtom || !function.IsAtom || Cons.Length(arguments) < 0)
        {
            return context.BadArg();
        }
        Term pid = Spawner.Spawn(
            context.Vm,
            new SpawnRequest
            {
                Module = module,
                Function = function,
                Arguments = arguments,
                Parent = context.Process,
                Link = link,
                Options = link ? Cons.Create(context.Heap, Atoms.Link, Term.Nil) : Term.Nil,
            }
        );
        context.BumpReductions(SpawnReductions);
        return pid.IsNone ? context.SystemLimit() : pid;
    }

    [Bif("erlang", "spawn_opt")]
    public static Term SpawnOpt(ref BifContext context, Term module, Term function, Term arguments, Term options)
    {
        if (!module.IsAtom || !function.IsAtom || Cons.Length(arguments) < 0)
        {
            return context.BadArg();
        }
        var parsed = new SpawnOptions(context.Vm);
        OptionResult read = parsed.Read(options, false);
        if (read != OptionResult.Ok)
        {
            return context.Error(Atoms.Badarg, read == OptionResult.BadOption ? Atoms.Badopt : Term.None);
        }
        SpawnRequest request = parsed.Request;
        request.Module = module;
        request.Function = function;
        request.Arguments = arguments;
        request.Parent = context.Process;
        request.Options = options;
        Term reference = Term.None;
        if (parsed.Monitor)
        {
            reference = parsed.MakeReference(ref context);
            request.MonitorReference = reference;
        }
        Term pid = Spawner.Spawn(context.Vm, request);
        context.BumpReductions(SpawnReductions);
        if (pid.IsNone)
        {
            return context.SystemLimit();
        }
        return parsed.Monitor ? Tuple.Create(context.Heap, pid, reference) : pid;
    }

    [Bif("erts_internal", "spawn_request")]
    public static Term SpawnRequest(ref BifContext context, Term module, Term function, Term arguments, Term options)
    {
        long arity = Cons.Length(arguments);
        if (!module.IsAtom || !function.IsAtom || arity < 0)
        {
            return Atoms.Badarg;
        }
        var parsed = new SpawnOptions(context.Vm);
        OptionResult read = parsed.Read(options, true);
        if (read == OptionResult.NotAList)
        {
            return Atoms.Badopt;
        }
        Process* process = context.Process;
        Term reference = parsed.MakeReference(ref context);
        if (read == OptionResult.BadOption)
        {
            SendSpawnReply(process, parsed, reference, Term.None, Atoms.Badopt);
            return reference;
        }
        SpawnRequest request = parsed.Request;
        request.Module = Atoms.ErtsInternal;
        request.Function = Atoms.SpawnInit;
        request.Arguments = Cons.Create(context.Heap, Tuple.Create(context.Heap, module, function, arguments), Term.Nil);
        request.InitialCall = context.Vm.Exports.GetOrCreate(module, function, (int)Math.Min(arity, 255));
        request.Parent = process;
        request.Options = options;
        request.ReplyTag = parsed.ReplyTag;
        request.MonitorReference = parsed.Monitor ? reference : Term.None;
        Process* child = Spawner.Create(context.Vm, request);
        if (child == null)
        {
            SendSpawnReply(process, parsed, reference, Term.None, Atoms.SystemLimit);
            return reference;
        }
        Spawner.Relate(child, request);
        Term token =
            process->Extras == null ? Term.None : SequentialTrace.Spawned(process, child, request, reference, asynchronous: true);
        SendSpawnReply(process, parsed, reference, child->Pid, Term.None, token);
        ProcessTracing.Spawned(process, child, request);
        Spawner.Start(child, request.Scheduler);
        context.BumpReductions(SpawnReductions);
        return reference;
    }

    /// <summary>
    /// A spawn on another node, the answer being a reference, for spawn_opt {Reference, Monitored}. There is no connection to any, so what
    /// comes of it is noconnection; options that the other node would judge are not looked at.
    /// </summary>
    [Bif("erts_internal", "dist_spawn_request")]
    public static Term DistSpawnRequest(ref BifContext context, Term node, Term call, Term options, Term kind)
    {
        if (!node.IsAtom || !IsCall(call))
        {
            return Atoms.Badarg;
        }
        var parsed = new SpawnOptions(context.Vm);
        OptionResult read = parsed.ReadForOtherNode(options);
        if (read == OptionResult.NotAList)
        {
            return Atoms.Badarg;
        }
        Term reference = parsed.MakeReference(ref context);
        Term error = read == OptionResult.BadOption ? Atoms.Badopt : Atoms.Noconnection;
        SendSpawnReply(context.Process, parsed, reference, Term.None, error);
        return kind == Term.Atom("spawn_opt") ? Tuple.Create(context.Heap, reference, Term.Boolean(parsed.Monitor)) : reference;
    }

    private static bool IsCall(Term call) =>
        call.IsTuple && new Tuple(call) is { Arity: 3 } parts && parts[0].IsAtom && parts[1].IsAtom && Cons.Length(parts[2]) >= 0;

    /// <summary>A local spawn is done when spawn_request returns, so nothing is ever outstanding except the reply.</summary>
    [Bif("erlang", "spawn_request_abandon")]
    public static Term SpawnRequestAbandon(ref BifContext context, Term reference) =>
        reference.IsReference ? Term.False : context.BadArg();

    /// <summary>System processes: high-level helpers of the VM itself, started at boot by erl_init.</summary>
    [Bif("erts_internal", "spawn_system_process")]
    public static Term SpawnSystemProcess(ref BifContext context, Atom module, Atom function, List arguments)
    {
        if (Cons.Length(arguments.Term) < 0)
        {
            return context.BadArg();
        }
        Term pid = context.Vm.Spawn(module, function, arguments.Term, ProcessFlags.System);
        return pid.IsNone ? context.SystemLimit() : pid;
    }

    private const int SpawnReductions = 10;

    /// <summary>{ReplyTag, Reference, ok, Pid} or {ReplyTag, Reference, error, Reason}, if the options want it.</summary>
    private static void SendSpawnReply(
        Process* process,
        in SpawnOptions options,
        Term reference,
        Term pid,
        Term error,
        Term token = default
    )
    {
        bool failed = pid.IsNone;
        if (failed ? options.NoErrorReply : options.NoSuccessReply)
        {
            return;
        }
        Term message = Tuple.Create(
            (TermHeap*)process,
            options.ReplyTag,
            reference,
            failed ? Atoms.Error : Atoms.Ok,
            failed ? error : pid
        );
        Message* reply = TermCopier.CreateMessage(message, token);
        if (!token.IsNone)
        {
            SequentialTrace.Replied(process, token, message);
        }
        if (!SignalQueue.Push(process, reply))
        {
            Message.Release(reply);
        }
    }
}

/// <summary>How reading an option list went.</summary>
public enum OptionResult
{
    Ok,
    BadOption,
    NotAList,
}

/// <summary>The options of spawn_opt and spawn_request.</summary>
public unsafe ref struct SpawnOptions
{
    private const int MinHeapSizeFloor = 233;
    private readonly VirtualMachine vm;

    public SpawnRequest Request;
    public bool Monitor;
    public Term ReplyTag;
    public bool NoSuccessReply;
    public bool NoErrorReply;

    public SpawnOptions(VirtualMachine vm)
    {
        this.vm = vm;
        Request = new SpawnRequest();
        ReplyTag = Atoms.SpawnReply;
    }

    /// <summary>Reads the list; <paramref name="asRequest"/> allows the reply options. Reads on after a bad option, as BEAM does.</summary>
    public OptionResult Read(Term options, bool asRequest)
    {
        bool bad = false;
        for (; options.IsCons; options = options.Tail)
        {
            Term option = options.Head;
            if (option == Atoms.Link)
            {
                Request.Link = true;
            }
            else if (option == Atoms.Monitor)
            {
                Monitor = true;
                Request.MonitorTag = Term.None;
                Request.MonitorFlags = RelationFlags.None;
            }
            else if (option.IsTuple && new Tuple(option).Arity == 2)
            {
                bad |= !ReadPair(new Tuple(option)[0], new Tuple(option)[1], asRequest);
            }
            else
            {
                bad = true;
            }
        }
        if (!options.IsNil)
        {
            return OptionResult.NotAList;
        }
        return bad ? OptionResult.BadOption : OptionResult.Ok;
    }

    /// <summary>Reads what concerns the caller's side of a spawn on another node; the rest is for that node to judge.</summary>
    public OptionResult ReadForOtherNode(Term options)
    {
        bool bad = false;
        for (; options.IsCons; options = options.Tail)
        {
            Term option = options.Head;
            if (option == Atoms.Monitor)
            {
                Monitor = true;
            }
            else if (option.IsTuple && new Tuple(option) is { Arity: 2 } pair)
            {
                bool ours = pair[0] == Atoms.Monitor || pair[0] == Atoms.Reply || pair[0] == Atoms.ReplyTag;
                bad |= ours && !ReadPair(pair[0], pair[1], asRequest: true);
            }
        }
        return !options.IsNil ? OptionResult.NotAList
            : bad ? OptionResult.BadOption
            : OptionResult.Ok;
    }

    /// <summary>The reference of the monitor or request; an alias if the monitor options want one.</summary>
    public readonly Term MakeReference(ref BifContext context) =>
        (Request.MonitorFlags & RelationFlags.Alias) != 0
            ? References.CreateAlias(context.Heap, context.Scheduler, context.Process->Pid)
            : References.Create(context.Heap, context.Scheduler);

    private bool ReadPair(Term key, Term value, bool asRequest)
    {
        switch (key.Bits)
        {
            case AtomBits.Priority:
                Request.Priority = ProcessFlagBifs.ParsePriority(value);
                return Request.Priority != null;
            case AtomBits.AsyncDist:
                return SetFlag(ProcessFlags.AsyncDistribution, value, Atoms.True, Atoms.False);
            case AtomBits.MessageQueueData:
                Request.MessageQueueGiven = true;
                return SetFlag(ProcessFlags.OffHeapMessages, value, Atoms.OffHeap, Atoms.OnHeap);
            case AtomBits.MinHeapSize when value.IsSmall && value.SmallValue >= 0:
                Request.MinHeapSizeWords = (int)
                    HeapSizes.AtLeast(Math.Clamp(value.SmallValue, MinHeapSizeFloor, int.MaxValue / 2));
                return true;
            case AtomBits.MinBinVheapSize when value.IsSmall && value.SmallValue >= 0:
                Request.MinBinaryVirtualHeapWords = value.SmallValue;
                return true;
            case AtomBits.FullsweepAfter when value.IsSmall && value.SmallValue >= 0:
                Request.FullSweepAfter = (int)Math.Min(value.SmallValue, ushort.MaxValue);
                return true;
            case AtomBits.MaxHeapSize:
                return ReadMaxHeapSize(value);
            case AtomBits.Scheduler when value.IsSmall && value.SmallValue >= 0 && value.SmallValue <= vm.Schedulers.Length:
                Request.Scheduler = (int)value.SmallValue;
                return true;
            case AtomBits.Reply when asRequest:
                return ReadReply(value);
            case AtomBits.ReplyTag when asRequest:
                ReplyTag = value;
                return true;
            case AtomBits.Monitor:
                Monitor = true;
                return MonitorOptions.Read(value, out Request.MonitorTag, out Request.MonitorFlags) == OptionResult.Ok;
            default:
                return false;
        }
    }

    private bool SetFlag(ProcessFlags flag, Term value, Term on, Term off)
    {
        if (value == on)
        {
            Request.Flags |= flag;
            return true;
        }
        Request.Flags &= ~flag;
        return value == off;
    }

    private bool ReadReply(Term value)
    {
        NoSuccessReply = value == Atoms.No || value == Atoms.ErrorOnly;
        NoErrorReply = value == Atoms.No || value == Atoms.SuccessOnly;
        return value == Atoms.Yes || NoSuccessReply || NoErrorReply;
    }

    private bool ReadMaxHeapSize(Term value)
    {
        var limit = new MaxHeapOption(vm);
        if (!limit.Read(value))
        {
            return false;
        }
        Request.MaxHeapGiven = true;
        Request.MaxHeapSizeWords = limit.Words;
        Request.MaxHeapKill = limit.Kill;
        Request.MaxHeapErrorLogger = limit.ErrorLogger;
        Request.MaxHeapIncludeSharedBinaries = limit.IncludeSharedBinaries;
        return true;
    }
}

/// <summary>A max_heap_size option: a number of words or a map.</summary>
public unsafe ref struct MaxHeapOption(VirtualMachine vm)
{
    private const int MinHeapSizeFloor = 233;

    public long Words = 0;
    public bool Kill = vm.MaxHeapKill;
    public bool ErrorLogger = vm.MaxHeapErrorLogger;
    public bool IncludeSharedBinaries = vm.MaxHeapIncludeSharedBinaries;

    public bool Read(Term value)
    {
        if (value.IsSmall)
        {
            Words = value.SmallValue;
            return Words >= 0 && (Words == 0 || Words >= MinHeapSizeFloor);
        }
        if (!value.IsMap)
        {
            return false;
        }
        Term size = Maps.Get(value, Atoms.Size);
        Term kill = Maps.Get(value, Atoms.Kill);
        Term logger = Maps.Get(value, Atoms.ErrorLogger);
        Term shared = Maps.Get(value, Atoms.IncludeSharedBinaries);
        if (!size.IsSmall || size.SmallValue < 0)
        {
            return false;
        }
        Words = size.SmallValue;
        return ReadBool(kill, ref Kill)
            && ReadBool(logger, ref ErrorLogger)
            && ReadBool(shared, ref IncludeSharedBinaries)
            && (Words == 0 || Words >= MinHeapSizeFloor);
    }

    private static bool ReadBool(Term term, ref bool target)
    {
        if (term.IsNone)
        {
            return true;
        }
        target = term == Atoms.True;
        return term.IsBoolean;
    }
}
