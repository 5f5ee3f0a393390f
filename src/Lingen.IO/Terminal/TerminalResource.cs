// The terminal of a VM as prim_tty sees it: descriptors 0 and 1, their settings before and after, and who is told of
// input and of signals. The messages are those of enif_select: {select, TTY, Ref, ready_input}.
namespace Lingen.IO;

/// <summary>What prim_tty:tty_create/0 returns.</summary>
internal sealed unsafe class TerminalResource(Host host) : MagicResource, IPollTarget
{
    public const int InputDescriptor = 0;
    public const int OutputDescriptor = 1;

    private readonly object gate = new();
    private readonly Queue<Term> signals = new();
    private MagicCell* cell;
    private ulong low;
    private ulong high;

    private Term reader;
    private SavedTerm? readReference;
    private SavedTerm? signalReference;
    private bool inputArmed;
    private bool signalArmed;

    private const int LongestMailbox = 32;
    private const int LongestPauseMs = 64;
    private PollTimer? pause;
    private int pauseMs;

    private TerminalAttributes original;
    private TerminalAttributes wanted;

    public Host Host => host;

    /// <summary>Settings were read: tty_init/3 has been called.</summary>
    public bool IsInitialized { get; private set; }

    /// <summary>Makes the reference and remembers its number, so that messages can hold an equal one.</summary>
    public Term Wrap(ref BifContext context)
    {
        cell = MagicCell.Allocate(this);
        Term reference = Resources.Wrap(ref context, cell);
        (low, high) = Reference.Number(reference);
        return reference;
    }

    /// <summary>Takes the settings that the program wants: see the options of prim_tty:init/1. 0 or a negative error number.</summary>
    public int Initialize(int descriptor, Term canonical, Term echo, Term signalKeys)
    {
        TerminalAttributes current;
        if (LibC.tcgetattr(descriptor, &current) < 0)
        {
            return -LibC.LastError;
        }
        original = current;
        wanted = current;
        wanted.Input &= ~TerminalAttributes.InputStrip;
        const uint SignalInput =
            TerminalAttributes.InputBreakInterrupts
            | TerminalAttributes.InputIgnoreParityErrors
            | TerminalAttributes.InputReturnToNewline
            | TerminalAttributes.InputStartStop
            | TerminalAttributes.InputAnyRestarts;
        if (canonical.IsBoolean)
        {
            bool on = canonical == Atoms.True;
            Set(ref wanted.Input, TerminalAttributes.InputReturnToNewline, on);
            Set(ref wanted.Local, TerminalAttributes.LocalCanonical, on);
            Set(ref wanted.Output, TerminalAttributes.OutputProcessing, on);
            if (!on)
            {
                wanted.Characters[TerminalAttributes.ReadMinimum] = 1;
                wanted.Characters[TerminalAttributes.ReadTime] = 0;
            }
        }
        if (echo.IsBoolean)
        {
            Set(ref wanted.Local, TerminalAttributes.LocalEcho, echo == Atoms.True);
        }
        if (signalKeys.IsBoolean)
        {
            bool on = signalKeys == Atoms.True;
            Set(ref wanted.Input, SignalInput, on);
            Set(ref wanted.Local, TerminalAttributes.LocalSignals | TerminalAttributes.LocalExtensions, on);
        }
        IsInitialized = true;
        host.RememberTerminal(original);
        return 0;
    }

    private static void Set(ref uint flags, uint bits, bool on) => flags = on ? flags | bits : flags & ~bits;

    /// <summary>Puts the wanted settings into force, until <paramref name="owner"/> ends.</summary>
    public int Apply(Term owner)
    {
        if (IsInitialized)
        {
            TerminalAttributes settings = wanted;
            if (LibC.tcsetattr(InputDescriptor, LibC.SetAttributesNow, &settings) < 0)
            {
                return -LibC.LastError;
            }
            host.Terminal = this;
        }
        host.Own(owner, new SettingsOwner(this));
        return 0;
    }

    /// <summary>Settings as they were before.</summary>
    public void Restore()
    {
        if (IsInitialized)
        {
            TerminalAttributes settings = original;
            LibC.tcsetattr(InputDescriptor, LibC.SetAttributesNow, &settings);
        }
    }

    /// <summary>Settings of the shell again, after <see cref="Restore"/>.</summary>
    public void Reapply()
    {
        if (IsInitialized)
        {
            TerminalAttributes settings = wanted;
            LibC.tcsetattr(InputDescriptor, LibC.SetAttributesNow, &settings);
        }
    }

    /// <summary>From now on the process is told of input and signals.</summary>
    public void Select(Term process, Term signals, Term input)
    {
        lock (gate)
        {
            reader = process;
            signalReference = new SavedTerm(signals);
            signalArmed = true;
        }
        host.TerminalReader = this;
        host.Own(process, new ReaderOwner(this));
        ArmInput(input);
    }

    /// <summary>The reader wants to know of the next input.</summary>
    public void ArmInput(Term reference)
    {
        lock (gate)
        {
            readReference?.Free();
            readReference = new SavedTerm(reference);
            inputArmed = true;
        }
        host.Poller.Request(InputDescriptor, PollEvents.Read, this);
    }

    /// <summary>Watches for input again after somebody else has read from the terminal.</summary>
    public void RearmInput()
    {
        if (inputArmed)
        {
            host.Poller.Request(InputDescriptor, PollEvents.Read, this);
        }
    }

    /// <summary>The next signal that came, and the wish to know of one more. None if there is none.</summary>
    public Term TakeSignal(Term reference)
    {
        lock (gate)
        {
            if (!signals.TryDequeue(out Term signal))
            {
                return Term.None;
            }
            signalReference?.Free();
            signalReference = new SavedTerm(reference);
            signalArmed = true;
            TellSignal();
            return signal;
        }
    }

    /// <summary>The window has changed its size (winch) or the VM was stopped and continued (cont).</summary>
    public void Signal(Term name)
    {
        lock (gate)
        {
            if (signalReference != null)
            {
                signals.Enqueue(name);
                TellSignal();
            }
        }
    }

    private void TellSignal()
    {
        if (signalArmed && signals.Count > 0)
        {
            signalArmed = false;
            SendSelect(signalReference!);
        }
    }

    public void Ready(int fd, PollEvents events)
    {
        lock (gate)
        {
            if (!inputArmed)
            {
                return;
            }
            if (IsConsumerBehind())
            {
                pauseMs = Math.Min(Math.Max(pauseMs * 2, 1), LongestPauseMs);
                pause ??= new PollTimer(host.Poller, PauseOver);
                pause.Start(pauseMs);
                return;
            }
            pauseMs = 0;
            inputArmed = false;
            SendSelect(readReference!);
        }
    }

    /// <summary>
    /// A long pipe is read faster than the process user serves those who read from it, and each message of input in its mailbox makes
    /// it slower. So input waits in the pipe until the mailbox is short again. Keys of a terminal go to other processes.
    /// </summary>
    private bool IsConsumerBehind()
    {
        Epochs.Enter();
        Process* user = host.Vm.Processes.Find(host.Vm.Names.WhereIs(Atoms.User));
        bool behind = user != null && user->MessageCount > LongestMailbox;
        Epochs.Exit();
        return behind;
    }

    private void PauseOver()
    {
        lock (gate)
        {
            if (pause!.TakeExpired() && inputArmed)
            {
                host.Poller.Request(InputDescriptor, PollEvents.Read, this);
            }
        }
    }

    private void SendSelect(SavedTerm reference)
    {
        Message* message = TermCopier.AllocateMessage(10 + reference.SizeWords, out TermHeap heap);
        OffHeapCell.Retain(&cell->Cell);
        Term self = Reference.CreateMagic(&heap, cell, low, high);
        Term payload = Tuple.Create(&heap, Atoms.Select, self, reference.CopyTo(&heap), Atoms.ReadyInput);
        Delivery.Send(host.Vm, reader, message, &heap, payload);
    }

    private void ReaderExited()
    {
        lock (gate)
        {
            inputArmed = false;
            signalArmed = false;
            signalReference = null;
            signals.Clear();
        }
        host.Poller.Cancel(InputDescriptor, PollEvents.Read);
    }

    /// <summary>The process that set the terminal up: when it ends the settings go back.</summary>
    private sealed class SettingsOwner(TerminalResource terminal) : IOwnedResource
    {
        public void OwnerExited() => terminal.Restore();
    }

    private sealed class ReaderOwner(TerminalResource terminal) : IOwnedResource
    {
        public void OwnerExited() => terminal.ReaderExited();
    }
}

public sealed unsafe partial class Host
{
    private TerminalAttributes terminalBefore;
    private int terminalRemembered;

    /// <summary>The terminal whose settings are in force, if a shell runs on one.</summary>
    internal TerminalResource? Terminal { get; set; }

    /// <summary>The terminal that wants to know of SIGWINCH and SIGCONT.</summary>
    internal TerminalResource? TerminalReader { get; set; }

    internal void RememberTerminal(in TerminalAttributes attributes)
    {
        if (Interlocked.Exchange(ref terminalRemembered, 1) == 0)
        {
            terminalBefore = attributes;
        }
    }

    /// <summary>Gives the terminal back as it was when the VM began. Safe to call at any time and more than once.</summary>
    public void RestoreTerminal()
    {
        if (Volatile.Read(ref terminalRemembered) != 0)
        {
            TerminalAttributes attributes = terminalBefore;
            LibC.tcsetattr(TerminalResource.InputDescriptor, LibC.SetAttributesNow, &attributes);
        }
    }
}
