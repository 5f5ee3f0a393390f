// The back door that OTP's own test suites use to look into the emulator: what of it has a meaning here.
namespace Lingen.Bifs;

/// <summary>erts_debug:get_internal_state/1 and set_internal_state/2.</summary>
public static class InternalStateBifs
{
    private static bool available;

    /// <summary>undef until available_internal_state was set, as on BEAM; badarg for what does not exist here.</summary>
    [Bif("erts_debug", "get_internal_state")]
    public static unsafe Term Get(ref BifContext context, Term item)
    {
        if (item == Atoms.AvailableInternalState)
        {
            return Term.Boolean(available);
        }
        if (!available)
        {
            return context.Error(Atoms.Undef);
        }
        return item == Atoms.RedsLeft ? Term.Small(context.Process->ReductionsLeft) : context.BadArg();
    }

    [Bif("erts_debug", "set_internal_state")]
    public static unsafe Term Set(ref BifContext context, Term item, Term value)
    {
        if (item == Atoms.AvailableInternalState && value.IsBoolean)
        {
            Term before = Term.Boolean(available);
            available = value == Atoms.True;
            return before;
        }
        if (!available)
        {
            return context.Error(Atoms.Undef);
        }
        if (item == Atoms.RedsLeft && value.IsSmall && value.SmallValue is >= 0 and <= int.MaxValue)
        {
            context.Process->ReductionsLeft = (int)value.SmallValue;
            return Atoms.True;
        }
        return context.BadArg();
    }
}
