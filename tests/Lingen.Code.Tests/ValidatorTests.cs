// The validator accepts what OTP's compiler writes, and nothing that is damaged brings the loader down.
using Lingen.Memory;
using Lingen.Runtime;
using Lingen.Terms;
using Xunit;

namespace Lingen.Code.Tests;

public sealed unsafe class ValidatorTests
{
    internal static readonly VirtualMachine Vm = new(new VirtualMachineOptions { Schedulers = 1 });
    private static readonly void* SomeBif = System.Runtime.InteropServices.NativeMemory.AllocZeroed(256);

    /// <summary>Guard BIFs live in a layer above; here a name is enough.</summary>
    internal static LoadedModule Load(byte[] bytes)
    {
        BeamFile file = BeamReader.Read(bytes);
        foreach (FunctionName import in file.Imports)
        {
            if (import.Module == Atoms.Erlang)
            {
                Export* export = Vm.Exports.GetOrCreate(import.Module, import.Function, import.Arity);
                if (export->Bif == null)
                {
                    Vm.Exports.SetBif(
                        export,
                        SomeBif,
                        isGuard: AtomTable.Name(import.Function) is not ("exit" or "raise" or "error" or "setelement")
                    );
                }
            }
        }
        FunctionSpan[] functions = FunctionSplitter.Split(file, out int onLoad);
        var module = new LoadedModule(file, functions, onLoad, Vm.Exports, Vm.Funs, Vm);
        CodeServer.CheckLabels(module);
        return module;
    }

    internal static void MakeBif(string module, string name, int arity) =>
        Vm.Exports.SetBif(Vm.Exports.GetOrCreate(Term.Atom(module), Term.Atom(name), arity), SomeBif, isGuard: false);

    internal static void Free(LoadedModule module) => module.FreeUnused();

    [Fact]
    public void AcceptsOtp()
    {
        foreach (string name in OtpFiles.Find(200_000, "kernel", "stdlib", "compiler"))
        {
            LoadedModule module = Load(File.ReadAllBytes(name));
            module.CheckedOffsets = Validator.Validate(module, Vm.Exports);
            Free(module);
        }
    }

    [Fact]
    public void MutationsAreRefusedOrHarmless()
    {
        const int Mutations = 2000;
        byte[][] files = [.. OtpFiles.Find(20_000, "stdlib", "kernel").Select(File.ReadAllBytes)];
        var translator = new FunctionTranslator(Vm.Exports);
        for (int seed = 0; seed < Mutations && files.Length > 0; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = (byte[])files[random.Next(files.Length)].Clone();
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
            LoadedModule? module = null;
            try
            {
                module = Load(bytes);
                module.CheckedOffsets = Validator.Validate(module, Vm.Exports);
                for (int i = 0; i < module.FunctionCount; i++)
                {
                    translator.Translate(module, module.Functions + i);
                }
            }
            catch (BeamFormatException)
            {
                // A reason was given: that is all we ask.
            }
            catch (Exception problem)
            {
                Assert.Fail($"seed {seed}: {problem}");
            }
            if (module != null)
            {
                Free(module);
            }
        }
    }

    [Fact]
    public void TypesJoinAndNarrow()
    {
        ulong two = ValueType.TupleOf(2, true);
        ulong three = ValueType.TupleOf(3, true);
        ulong either = ValueType.Join(two, three);
        Assert.True(ValueType.IsTupleOfAtLeast(either, 2));
        Assert.False(ValueType.IsTupleOfAtLeast(either, 3));
        Assert.False(ValueType.IsTupleOfExactly(either, 2));
        Assert.Equal(three, ValueType.Narrow(either, three));
        Assert.True(ValueType.Only(ValueType.Join(two, two), ValueType.Tuple));
        Assert.False(ValueType.Only(ValueType.Join(two, ValueType.Atom), ValueType.Tuple));
        Assert.False(ValueType.IsTerm(ValueType.Join(ValueType.Any, ValueType.Uninitialized)));
        Assert.Equal(0ul, ValueType.Join(ValueType.Any, ValueType.Any | ValueType.RawTrace) & ValueType.RawTrace);
    }
}
