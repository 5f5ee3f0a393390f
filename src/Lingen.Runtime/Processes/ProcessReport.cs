// Every process in a few lines of text: what system_info(procs) gives and what a break menu or crash dump shows.
using System.Globalization;
using System.Text;
using Lingen.Code;
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

/// <summary>Text about processes, taken while they may run: every figure is a glimpse.</summary>
public static unsafe class ProcessReport
{
    /// <summary>The =proc sections of a crash dump for all processes.</summary>
    public static string All(VirtualMachine vm)
    {
        var text = new StringBuilder();
        Epochs.Enter();
        for (int i = 0; i < vm.Processes.SlotCount; i++)
        {
            Process* process = vm.Processes.At(i);
            if (process != null)
            {
                Append(text, vm, process);
            }
        }
        Epochs.Exit();
        return text.ToString();
    }

    private static void Append(StringBuilder text, VirtualMachine vm, Process* process)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"=proc:<0.{LocalPid.Number(process->Pid)}.{LocalPid.Serial(process->Pid)}>\n");
        text.Append("State: ").Append(StateOf(process)).Append('\n');
        if (!process->RegisteredName.IsNone)
        {
            text.Append("Name: ").Append(AtomTable.Name(process->RegisteredName)).Append('\n');
        }
        text.Append("Spawned as: ")
            .Append(Name(process->InitialCall->Module, process->InitialCall->Function, process->InitialCall->Arity))
            .Append('\n');
        FunctionEntry* function = CurrentFunction(vm, process);
        if (function != null)
        {
            text.Append("Current call: ").Append(Name(function->Module, function->Name, function->Arity)).Append('\n');
        }
        if (process->PendingBif != null && (process->State & ProcessState.Dirty) != 0)
        {
            text.Append("Dirty call: ")
                .Append(Name(process->PendingBif->Module, process->PendingBif->Name, process->PendingBif->Arity))
                .Append('\n');
        }
        text.Append(culture, $"Message queue length: {process->MessageCount}\n");
        text.Append(culture, $"Reductions: {process->Reductions}\n");
        text.Append(culture, $"Stack+heap: {process->Memory.BlockSizeWords}\nOldHeap: {process->Memory.OldSizeWords}\n");
    }

    private static string StateOf(Process* process)
    {
        int state = process->State;
        if ((state & ProcessState.Exiting) != 0)
        {
            return "Exiting";
        }
        if ((state & ProcessState.Dirty) != 0)
        {
            return "Running (dirty)";
        }
        if ((state & ProcessState.Running) != 0)
        {
            return "Running";
        }
        if ((state & ProcessState.Suspended) != 0)
        {
            return "Suspended";
        }
        return (state & ProcessState.Queued) != 0 ? "Scheduled" : "Waiting";
    }

    private static string Name(Term module, Term function, int arity) =>
        $"{AtomTable.Name(module)}:{AtomTable.Name(function)}/{arity.ToString(CultureInfo.InvariantCulture)}";

    private static FunctionEntry* CurrentFunction(VirtualMachine vm, Process* process)
    {
        FunctionEntry* function = vm.Code.FindFunction(process->Ip);
        for (ulong* word = process->Memory.StackPointer; function == null && word < process->Memory.End; word++)
        {
            if ((*word & Term.PrimaryMask) == Term.PrimaryHeader && *word != 0)
            {
                function = vm.Code.FindFunction((ulong*)*word);
            }
        }
        return function;
    }
}
