// Registered names.
namespace Lingen.Bifs;

/// <summary>register, unregister, whereis, registered.</summary>
public static unsafe class RegistryBifs
{
    [Bif("erlang", "register")]
    public static Term Register(ref BifContext context, Term name, Term identifier)
    {
        if (!name.IsAtom || name == Atoms.Undefined || (!identifier.IsLocalPid && !identifier.IsLocalPort))
        {
            return context.BadArg();
        }
        VirtualMachine vm = context.Vm;
        lock (vm.Names.Gate)
        {
            if (!vm.Names.WhereIs(name).IsNone)
            {
                return context.BadArg();
            }
            if (identifier.IsLocalPort)
            {
                if (vm.Host == null || !vm.Host.PortExists(identifier))
                {
                    return context.BadArg();
                }
                vm.Names.Set(name, identifier);
                PortTracing.Named(vm, identifier, name, registered: true);
                return Term.True;
            }
            Process* process = vm.Processes.Find(identifier);
            if (process == null || process->IsExiting || !process->RegisteredName.IsNone)
            {
                return context.BadArg();
            }
            process->RegisteredName = name;
            vm.Names.Set(name, identifier);
            ProcessTracing.Registered(process, name);
        }
        return Term.True;
    }

    [Bif("erlang", "unregister")]
    public static Term Unregister(ref BifContext context, Term name)
    {
        if (!name.IsAtom)
        {
            return context.BadArg();
        }
        VirtualMachine vm = context.Vm;
        lock (vm.Names.Gate)
        {
            Term identifier = vm.Names.WhereIs(name);
            if (identifier.IsNone)
            {
                return context.BadArg();
            }
            vm.Names.Clear(name);
            Process* process = identifier.IsLocalPid ? vm.Processes.Find(identifier) : null;
            if (process != null)
            {
                process->RegisteredName = Term.None;
                ProcessTracing.Unregistered(process, name);
            }
            else if (identifier.IsLocalPort)
            {
                PortTracing.Named(vm, identifier, name, registered: false);
            }
        }
        return Term.True;
    }

    [Bif("erlang", "whereis")]
    public static Term WhereIs(ref BifContext context, Term name)
    {
        if (!name.IsAtom)
        {
            return context.BadArg();
        }
        Term identifier = context.Vm.Names.WhereIs(name);
        return identifier.IsNone ? Atoms.Undefined : identifier;
    }

    [Bif("erlang", "registered")]
    public static Term Registered(ref BifContext context) => Cons.FromSpan(context.Heap, context.Vm.Names.All());
}
