// Terms as text, the way the emulator itself prints them (erlang:display/1, crash messages, debugger).
namespace Lingen.Terms;

/// <summary>Prints terms without the io_lib of OTP.</summary>
public static class TermPrinter
{
    /// <summary>A short text for the C# debugger and assertions.</summary>
    public static string ToDebugString(Term term) =>
        term.IsSmall ? term.SmallValue.ToString()
        : term.IsAtom ? AtomTable.Name(term)
        : term.IsNil ? "[]"
        : $"#Term<{term.Bits:x}>";
}
