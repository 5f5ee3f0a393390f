// The first call of a function: its body is decoded and from then on called directly.
using Lingen.Code;

namespace Lingen.Runtime;

public sealed unsafe partial class CodeServer
{
    private readonly FunctionTranslator translator = new(vm.Exports) { CoverageBif = CoverageBifs.CreateCounter() };
    private readonly Lock translatorGate = new();

    /// <summary>Where to enter a function, its body decoded if it was not yet. Any thread may call it.</summary>
    public ulong* Decode(FunctionEntry* function)
    {
        LoadedModule module = Version(function);
        lock (translatorGate)
        {
            if (function->Entry == null)
            {
                translator.Translate(module, function);
                module.SetCode(function, function->Entry);
            }
            return function->Entry;
        }
    }
}
