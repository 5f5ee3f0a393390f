// Failures of crypto's functions: {badarg | notsup | error, #{c_file_name, c_file_line_num, c_function_arg_num}, Text}, which
// crypto.erl makes into {Class, {File, Line}, Text}. The file is that of OTP's own library, because Erlang code tests for it.
using System.Runtime.CompilerServices;

namespace Lingen.IO;

/// <summary>Fails a call the way crypto.erl expects. Each method answers none, to be returned by the BIF.</summary>
internal static unsafe class CryptoFailure
{
    /// <summary>Stands for "no argument in particular".</summary>
    private const int NoArgument = -1;

    /// <summary>Argument number <paramref name="argument"/> (from 0) is wrong.</summary>
    public static Term BadArg(ref BifContext context, string file, int argument, string text, [CallerLineNumber] int line = 0) =>
        Raise(ref context, Atoms.Badarg, file, line, argument, text);

    /// <summary>What is asked for exists, but not in this libcrypto.</summary>
    public static Term NotSupported(
        ref BifContext context,
        string file,
        int argument,
        string text,
        [CallerLineNumber] int line = 0
    ) => Raise(ref context, Atoms.Notsup, file, line, argument, text);

    /// <summary>libcrypto refused.</summary>
    public static Term Error(ref BifContext context, string file, string text, [CallerLineNumber] int line = 0) =>
        Raise(ref context, Atoms.Error, file, line, NoArgument, text);

    /// <summary>libcrypto refused because of an argument.</summary>
    public static Term Error(ref BifContext context, string file, int argument, string text, [CallerLineNumber] int line = 0) =>
        Raise(ref context, Atoms.Error, file, line, argument, text);

    private static Term Raise(ref BifContext context, Term kind, string file, int line, int argument, string text)
    {
        LibCrypto.ERR_clear_error();
        TermHeap* heap = context.Heap;
        Term* pairs = stackalloc Term[]
        {
            Atoms.CFileName,
            Cons.FromString(heap, file),
            Atoms.CFileLineNum,
            Term.Small(line),
            Atoms.CFunctionArgNum,
            Term.Small(argument),
        };
        Term place = Maps.FromKeysValues(heap, pairs, 3);
        return context.Error(Tuple.Create(heap, kind, place, Cons.FromString(heap, text)));
    }
}
