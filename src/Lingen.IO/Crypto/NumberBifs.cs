// crypto's functions on numbers and runs of bytes: powers, exclusive or, comparison in constant time, and random ones.
namespace Lingen.IO;

/// <summary>mod_exp_nif, do_exor, hash_equals_nif and the rand functions of crypto.</summary>
public static unsafe class NumberBifs
{
    /// <summary>What mod_exp_nif calls the form with a length in front.</summary>
    private const long MpintForm = 4;

    [Bif("crypto", "mod_exp_nif")]
    public static Term Power(ref BifContext context, Term baseNumber, Term exponent, Term modulus, SmallInt form)
    {
        CryptoNumber b = default;
        CryptoNumber e = default;
        CryptoNumber m = default;
        CryptoNumber result = CryptoNumber.Create();
        nint scratch = LibCrypto.BN_CTX_new();
        try
        {
            if (
                form.Value is not (0 or MpintForm)
                || !CryptoNumber.TryBinary(baseNumber, out b)
                || !CryptoNumber.TryBinary(exponent, out e)
                || !CryptoNumber.TryBinary(modulus, out m)
                || LibCrypto.BN_mod_exp(result.Pointer, b.Pointer, e.Pointer, m.Pointer, scratch) != 1
            )
            {
                LibCrypto.ERR_clear_error();
                return context.BadArg();
            }
            return form.Value == MpintForm ? result.ToMpint(context.Heap, keepPositive: true) : result.ToBinary(context.Heap);
        }
        finally
        {
            b.Dispose();
            e.Dispose();
            m.Dispose();
            result.Dispose();
            LibCrypto.BN_CTX_free(scratch);
        }
    }

    [Bif("crypto", "do_exor")]
    public static Term Exor(ref BifContext context, Term first, Term second)
    {
        if (!InputBytes.TryIoData(first, out InputBytes a))
        {
            return context.BadArg();
        }
        using (a)
        {
            if (!InputBytes.TryIoData(second, out InputBytes b))
            {
                return context.BadArg();
            }
            using (b)
            {
                if (a.Length != b.Length)
                {
                    return context.BadArg();
                }
                Term result = Bitstring.CreateBinary(context.Heap, a.Length, out byte* target);
                for (long i = 0; i < a.Length; i++)
                {
                    target[i] = (byte)(a.Start[i] ^ b.Start[i]);
                }
                a.Charge(ref context);
                return result;
            }
        }
    }

    /// <summary>Compares two binaries of the same length in a time that does not tell where they differ.</summary>
    [Bif("crypto", "hash_equals_nif")]
    public static Term Equals(ref BifContext context, Term first, Term second)
    {
        if (!InputBytes.TryBinary(first, out InputBytes a))
        {
            return context.BadArg();
        }
        using (a)
        {
            if (!InputBytes.TryBinary(second, out InputBytes b))
            {
                return context.BadArg();
            }
            using (b)
            {
                return a.Length == b.Length
                    ? Term.Boolean(LibCrypto.CRYPTO_memcmp(a.Start, b.Start, (nuint)a.Length) == 0)
                    : context.BadArg();
            }
        }
    }

    [Bif("crypto", "strong_rand_bytes_nif")]
    public static Term RandomBytes(ref BifContext context, Int count)
    {
        if (count < 0)
        {
            return context.BadArg();
        }
        CryptoLibrary.EnsureStarted();
        Term result = Bitstring.CreateBinary(context.Heap, count, out byte* target);
        return LibCrypto.RAND_bytes(target, count) == 1 ? result : Atoms.False;
    }

    [Bif("crypto", "strong_rand_range_nif")]
    public static Term RandomRange(ref BifContext context, Term range)
    {
        CryptoLibrary.EnsureStarted();
        if (!CryptoNumber.TryBinary(range, out CryptoNumber limit))
        {
            return context.BadArg();
        }
        using (limit)
        {
            using CryptoNumber result = CryptoNumber.Create();
            bool done = LibCrypto.BN_rand_range(result.Pointer, limit.Pointer) == 1;
            LibCrypto.ERR_clear_error();
            return done ? result.ToBinary(context.Heap) : Atoms.False;
        }
    }

    /// <summary>A number from the first argument up to, but not including, the second; all three with their length in front.</summary>
    [Bif("crypto", "rand_uniform_nif")]
    public static Term RandomUniform(ref BifContext context, Term from, Term to)
    {
        CryptoLibrary.EnsureStarted();
        CryptoNumber low = default;
        CryptoNumber high = default;
        using CryptoNumber range = CryptoNumber.Create();
        try
        {
            if (
                !CryptoNumber.TryMpint(from, out low)
                || !CryptoNumber.TryMpint(to, out high)
                || LibCrypto.BN_sub(range.Pointer, high.Pointer, low.Pointer) != 1
                || LibCrypto.BN_rand_range(high.Pointer, range.Pointer) != 1
                || LibCrypto.BN_add(high.Pointer, high.Pointer, low.Pointer) != 1
            )
            {
                LibCrypto.ERR_clear_error();
                return context.BadArg();
            }
            return high.ToMpint(context.Heap, keepPositive: false);
        }
        finally
        {
            low.Dispose();
            high.Dispose();
        }
    }

    [Bif("crypto", "rand_seed_nif")]
    public static Term RandomSeed(ref BifContext context, Term seed)
    {
        if (!InputBytes.TryBinary(seed, out InputBytes bytes))
        {
            return context.BadArg();
        }
        using (bytes)
        {
            CryptoLibrary.EnsureStarted();
            LibCrypto.RAND_seed(bytes.Start, bytes.Length32);
            return Atoms.Ok;
        }
    }
}
