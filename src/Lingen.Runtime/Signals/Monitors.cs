// Setting and ending monitors and links, as the BIFs and process ends do it: the process's own half is changed at once,
// the other half by a signal.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>The watching side.</summary>
public static unsafe class Monitors
{
    /// <summary>Watches a local process: adds the own half and sends the other; noproc comes as a signal too.</summary>
    public static Relation* WatchProcess(Process* process, Term target, Term reference, Term name, Term tag, RelationFlags flags)
    {
        Relation* monitor = Add(process, target, reference, name, tag, flags);
        VirtualMachine vm = process->Vm;
        if (!target.IsLocalPid || !Signals.Monitor(vm, process->Pid, target, reference, name))
        {
            Signals.MonitorDown(vm, process->Pid, reference, target, Atoms.Noproc);
        }
        return monitor;
    }

    /// <summary>Adds the own half alone.</summary>
    public static Relation* Add(Process* process, Term target, Term reference, Term name, Term tag, RelationFlags flags)
    {
        Relation* monitor = Relation.Create(
            RelationKind.MonitorOrigin,
            Identity.OfReference(reference),
            target,
            reference,
            name,
            tag
        );
        monitor->Flags = flags;
        RelationTable.Add(ref process->Monitors, monitor);
        return monitor;
    }

    /// <summary>Tells the watched side that nobody watches under this reference any more.</summary>
    public static void SendDemonitor(VirtualMachine vm, Term watcher, Relation* monitor)
    {
        if (monitor->Has(RelationFlags.TimeOffset))
        {
            vm.TimeOffsetWatchers.Remove(watcher, monitor->Reference);
        }
        else if (monitor->Has(RelationFlags.Port))
        {
            vm.Host?.DemonitorPort(monitor->Other, monitor->Reference);
        }
        else if (monitor->Other.IsLocalPid)
        {
            Signals.Demonitor(vm, monitor->Other, monitor->Reference);
        }
        else if (!monitor->Other.IsNone)
        {
            vm.Distribution?.Demonitor(watcher, monitor->Other, monitor->Name, monitor->Reference);
        }
    }

    /// <summary>erlang:demonitor/1: false if no such monitor is set (it may have fired).</summary>
    public static bool Remove(Process* process, Term reference)
    {
        Relation* monitor = RelationTable.Find(process->Monitors, RelationKind.MonitorOrigin, Identity.OfReference(reference));
        if (monitor == null)
        {
            return false;
        }
        SendDemonitor(process->Vm, process->Pid, monitor);
        if (
            monitor->Has(RelationFlags.Alias)
            && !monitor->Has(RelationFlags.AliasDemonitor)
            && !monitor->Has(RelationFlags.AliasReply)
        )
        {
            monitor->Kind = RelationKind.Alias;
        }
        else
        {
            RelationTable.Delete(ref process->Monitors, monitor);
        }
        return true;
    }
}

/// <summary>Links, from the side of the process that makes or ends them.</summary>
public static unsafe class Links
{
    private static long lastUnlink;

    /// <summary>Makes the own half. False if the link was there and active already.</summary>
    public static bool Add(Process* process, Term other)
    {
        ulong key = Identity.OfProcess(other);
        Relation* link = RelationTable.Find(process->Links, RelationKind.Link, key);
        if (link == null)
        {
            RelationTable.Add(ref process->Links, Relation.Create(RelationKind.Link, key, other));
            return true;
        }
        bool wasInactive = link->Number != 0;
        link->Number = 0;
        return wasInactive;
    }

    /// <summary>Forgets the own half at once, without telling the other side.</summary>
    public static void Forget(Process* process, Term other)
    {
        Relation* link = RelationTable.Find(process->Links, RelationKind.Link, Identity.OfProcess(other));
        if (link != null)
        {
            RelationTable.Delete(ref process->Links, link);
        }
    }

    /// <summary>
    /// erlang:unlink/1: the link is inactive at once; the node stays until the other side has acknowledged, so that an
    /// exit signal that was on its way is not taken for one of a later link.
    /// </summary>
    public static void Remove(Process* process, Term other)
    {
        Relation* link = RelationTable.Find(process->Links, RelationKind.Link, Identity.OfProcess(other));
        if (link == null || link->Number != 0)
        {
            return;
        }
        VirtualMachine vm = process->Vm;
        if (other.IsLocalPort)
        {
            RelationTable.Delete(ref process->Links, link);
            vm.Host?.UnlinkPort(process->Pid, other);
            return;
        }
        var number = (ulong)Interlocked.Increment(ref lastUnlink);
        link->Number = number;
        bool sent = other.IsLocalPid
            ? Signals.Unlink(vm, process->Pid, other, number)
            : vm.Distribution != null && vm.Distribution.Unlink(process->Pid, other, number);
        if (!sent)
        {
            RelationTable.Delete(ref process->Links, link);
        }
    }
}
