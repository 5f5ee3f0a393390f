// `lingen check FILE.beam | FOLDER...`: what the loader would say of each file. Every file goes through reader, validator and
// translator, whoever made it; nothing of it runs.
using Lingen.Code;

namespace Lingen.Cli;

/// <summary>The check applet.</summary>
public static unsafe class FileChecker
{
    /// <summary>Checks the files; prints those refused with the reason, and the counts. The status is 1 if there are any.</summary>
    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (arguments.Length == 0)
        {
            throw new UsageException("usage: lingen check FILE.beam | FOLDER...");
        }
        var vm = new VirtualMachine(new VirtualMachineOptions { Schedulers = 1 });
        Boot.RegisterBifs(vm);
        var translator = new FunctionTranslator(vm.Exports);
        int accepted = 0;
        int refused = 0;
        foreach (string file in arguments.SelectMany(Files))
        {
            try
            {
                LoadedModule module = vm.Code.Prepare(File.ReadAllBytes(file));
                for (int i = 0; i < module.FunctionCount; i++)
                {
                    translator.Translate(module, module.Functions + i);
                }
                module.FreeUnused();
                accepted++;
            }
            catch (Exception problem) when (problem is BeamFormatException or IOException or UnauthorizedAccessException)
            {
                errors.WriteLine($"{file}: {problem.Message}");
                refused++;
            }
        }
        output.WriteLine($"{accepted} accepted, {refused} refused");
        return refused == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Files(string argument) =>
        Directory.Exists(argument)
            ? Directory.GetFiles(argument, "*.beam", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : [argument];
}
