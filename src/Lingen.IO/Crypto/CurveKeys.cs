// Elliptic curve keys. Erlang gives a curve as {Definition, Name}: the definition holds the numbers of the curve, the name is
// an atom or undefined. The name is tried first, because libcrypto is faster on curves it knows; if it does not know it, the numbers count.
//
//   Definition = {Field, {A, B, Seed}, Point, Order, CoFactor}
//   Field = {prime_field, Prime} | {characteristic_two_field, M, {tpbasis, K} | {ppbasis, K1, K2, K3}}
namespace Lingen.IO;

/// <summary>Reads curves and their keys.</summary>
internal static unsafe class CurveKeys
{
    /// <summary>OpenSSL's limit on the degree of a field.</summary>
    private const int MaxFieldBits = 661;

    /// <summary>A key {Curve, Key}; zero if it is none. The caller frees it.</summary>
    public static nint Read(Term key, bool isPrivate)
    {
        if (!key.IsTuple || new Tuple(key).Arity != 2)
        {
            return 0;
        }
        var parts = new Tuple(key);
        return parts[0].IsTuple && parts[1].IsBinary ? Read(parts[0], parts[1], isPrivate, out _) : 0;
    }

    /// <summary>A key on a curve; zero with the reason if it is none. The caller frees it.</summary>
    public static nint Read(Term curve, Term key, bool isPrivate, out string problem)
    {
        foreach (bool byName in (ReadOnlySpan<bool>)[true, false])
        {
            var parameters = new ParameterList();
            try
            {
                bool valid = isPrivate ? parameters.TryNumber("priv"u8, key) : parameters.TryBytes("pub"u8, key);
                if (!valid)
                {
                    problem = isPrivate ? "Bad private key" : "Bad public key";
                    return 0;
                }
                if (!TryAdd(curve, byName, ref parameters, out problem, out bool isNamed))
                {
                    return 0;
                }
                int selection = isPrivate ? LibCrypto.SelectKeyPair : LibCrypto.SelectPublicKey;
                nint made = KeyReader.FromParameters("EC"u8, selection, parameters);
                if (made != 0)
                {
                    return made;
                }
                if (byName && !isNamed)
                {
                    break;
                }
            }
            finally
            {
                parameters.Dispose();
            }
        }
        problem = "Can't do fromdata";
        return 0;
    }

    /// <summary>The curve's order in bytes, which private keys are filled up to; 0 if it is none.</summary>
    public static long OrderBytes(Term curve)
    {
        if (!TryDefinition(curve, out Tuple definition) || !definition[3].IsBinary)
        {
            return 0;
        }
        return new Bitstring(definition[3]).LengthBytes;
    }

    private static bool TryDefinition(Term curve, out Tuple definition)
    {
        definition = default;
        if (!curve.IsTuple || new Tuple(curve).Arity != 2)
        {
            return false;
        }
        Term first = new Tuple(curve)[0];
        if (!first.IsTuple || new Tuple(first).Arity != 5)
        {
            return false;
        }
        definition = new Tuple(first);
        return true;
    }

    /// <summary>Adds a curve by its name if it has one and that is wanted, else by its numbers.</summary>
    public static bool TryAdd(Term curve, bool byName, ref ParameterList parameters, out string problem, out bool isNamed)
    {
        isNamed = false;
        if (!TryDefinition(curve, out Tuple definition))
        {
            problem = "Bad curve def. Expect 5-tuple.";
            return false;
        }
        Term name = new Tuple(curve)[1];
        problem = "";
        if (byName && name.IsAtom && name != Atoms.Undefined)
        {
            isNamed = true;
            parameters.Text("group"u8, System.Text.Encoding.UTF8.GetBytes(AtomTable.Name(name)));
            return true;
        }
        problem =
            !parameters.TryBytes("generator"u8, definition[2]) ? "Bad Generator (Point)"
            : !parameters.TryNumber("order"u8, definition[3]) ? "Bad order"
            : definition[4] == Atoms.None ? "Cofactor must be != none"
            : !parameters.TryNumber("cofactor"u8, definition[4]) ? "Bad cofactor"
            : Coefficients(definition[1], ref parameters) ?? Field(definition[0], ref parameters) ?? "";
        return problem.Length == 0;
    }

    private static string? Coefficients(Term term, ref ParameterList parameters)
    {
        if (!term.IsTuple || new Tuple(term).Arity != 3)
        {
            return "Bad Prime";
        }
        var values = new Tuple(term);
        if (!parameters.TryNumber("a"u8, values[0]))
        {
            return "Bad a";
        }
        if (!parameters.TryNumber("b"u8, values[1]))
        {
            return "Bad b";
        }
        return values[2].IsBinary && !parameters.TryBytes("seed"u8, values[2]) ? "Bad seed" : null;
    }

    private static string? Field(Term term, ref ParameterList parameters)
    {
        if (!term.IsTuple)
        {
            return "Bad Field";
        }
        var field = new Tuple(term);
        if (field.Arity == 2 && field[0] == Atoms.PrimeField)
        {
            parameters.Text("field-type"u8, "prime-field"u8);
            return parameters.TryNumber("p"u8, field[1]) ? null : "Bad p (Prime)";
        }
        if (field.Arity != 3 || field[0] != Atoms.CharacteristicTwoField)
        {
            return "Bad field-type";
        }
        parameters.Text("field-type"u8, "characteristic-two-field"u8);
        if (!HostNumbers.TryInt32(field[1], out int degree) || degree is <= 0 or > MaxFieldBits)
        {
            return "Bad field-bits (M)";
        }
        Span<byte> polynomial = stackalloc byte[(MaxFieldBits / 8) + 1];
        polynomial.Clear();
        SetBit(polynomial, 0);
        SetBit(polynomial, degree);
        if (field[2] == Atoms.Onbasis)
        {
            return "'onbasis' not supported";
        }
        if (!TryBasis(field[2], degree, polynomial))
        {
            return "bad values (field_bits, k1, k2 or k3)";
        }
        parameters.Number("p"u8, polynomial);
        return null;
    }

    private static bool TryBasis(Term basis, int degree, Span<byte> polynomial)
    {
        if (!basis.IsTuple)
        {
            return false;
        }
        var parts = new Tuple(basis);
        bool isKnown = (parts.Arity == 2 && parts[0] == Atoms.Tpbasis) || (parts.Arity == 4 && parts[0] == Atoms.Ppbasis);
        if (!isKnown)
        {
            return false;
        }
        int lowest = 0;
        for (int i = 1; i < parts.Arity; i++)
        {
            if (!HostNumbers.TryInt32(parts[i], out int power) || power <= lowest || power >= degree)
            {
                return false;
            }
            lowest = power;
            SetBit(polynomial, power);
        }
        return true;
    }

    private static void SetBit(Span<byte> bigEndian, int bit) => bigEndian[^((bit >> 3) + 1)] |= (byte)(1 << (bit & 7));
}
