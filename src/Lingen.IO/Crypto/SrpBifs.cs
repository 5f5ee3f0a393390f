// The sums of the Secure Remote Password protocol (RFC 5054). Arguments are big-endian binaries.
namespace Lingen.IO;

/// <summary>The functions srp_* of crypto.</summary>
public static unsafe class SrpBifs
{
    /// <summary>Most numbers that one function takes.</summary>
    private const int MaxNumbers = 7;

    /// <summary>The host's public value: (k * v + g^b) mod N.</summary>
    [Bif("crypto", "srp_value_B_nif")]
    public static Term HostPublic(
        ref BifContext context,
        Term multiplier,
        Term verifier,
        Term generator,
        Term exponent,
        Term prime
    )
    {
        using var numbers = new Numbers();
        if (!numbers.TryRead([multiplier, verifier, generator, exponent, prime]))
        {
            return context.BadArg();
        }
        nint k = numbers[0];
        nint n = numbers[4];
        LibCrypto.BN_set_flags(numbers[3], LibCrypto.NumberConstantTime);
        return
            LibCrypto.BN_mod_mul(k, k, numbers[1], n, numbers.Scratch) == 1
            && LibCrypto.BN_mod_exp(numbers.Result, numbers[2], numbers[3], n, numbers.Scratch) == 1
            && LibCrypto.BN_mod_add(numbers.Result, numbers.Result, k, n, numbers.Scratch) == 1
            && numbers.IsNotZero(numbers.Result, n)
            ? ToBinary(ref context, numbers.Result)
            : Refused();
    }

    /// <summary>The user's secret: (B - k * g^x) ^ (a + u * x) mod N.</summary>
    [Bif("crypto", "srp_user_secret_nif")]
    public static Term UserSecret(
        ref BifContext context,
        Term userPrivate,
        Term scrambler,
        Term hostPublic,
        Term multiplier,
        Term generator,
        Term exponent,
        Term prime
    )
    {
        using var numbers = new Numbers();
        if (!numbers.TryRead([userPrivate, scrambler, hostPublic, multiplier, generator, exponent, prime]))
        {
            return context.BadArg();
        }
        nint a = numbers[0];
        nint host = numbers[2];
        nint x = numbers[5];
        nint n = numbers[6];
        nint result = numbers.Result;
        nint scratch = numbers.Scratch;
        LibCrypto.BN_set_flags(x, LibCrypto.NumberConstantTime);
        bool done =
            numbers.IsNotZero(host, n)
            && LibCrypto.BN_mod_exp(result, numbers[4], x, n, scratch) == 1
            && LibCrypto.BN_mod_mul(result, numbers[3], result, n, scratch) == 1
            && LibCrypto.BN_mod_sub(host, host, result, n, scratch) == 1
            && LibCrypto.BN_mul(result, numbers[1], x, scratch) == 1
            && LibCrypto.BN_add(a, a, result) == 1;
        if (!done)
        {
            return Refused();
        }
        LibCrypto.BN_set_flags(a, LibCrypto.NumberConstantTime);
        return LibCrypto.BN_mod_exp(result, host, a, n, scratch) == 1 ? ToBinary(ref context, result) : Refused();
    }

    /// <summary>The host's secret: (A * v^u) ^ b mod N.</summary>
    [Bif("crypto", "srp_host_secret_nif")]
    public static Term HostSecret(
        ref BifContext context,
        Term verifier,
        Term hostPrivate,
        Term scrambler,
        Term userPublic,
        Term prime
    )
    {
        using var numbers = new Numbers();
        if (!numbers.TryRead([verifier, hostPrivate, scrambler, userPublic, prime]))
        {
            return context.BadArg();
        }
        nint v = numbers[0];
        nint n = numbers[4];
        LibCrypto.BN_set_flags(numbers[2], LibCrypto.NumberConstantTime);
        LibCrypto.BN_set_flags(numbers[1], LibCrypto.NumberConstantTime);
        return
            numbers.IsNotZero(numbers[3], n)
            && LibCrypto.BN_mod_exp(v, v, numbers[2], n, numbers.Scratch) == 1
            && LibCrypto.BN_mod_mul(v, numbers[3], v, n, numbers.Scratch) == 1
            && LibCrypto.BN_mod_exp(numbers.Result, v, numbers[1], n, numbers.Scratch) == 1
            ? ToBinary(ref context, numbers.Result)
            : Refused();
    }

    private static Term ToBinary(ref BifContext context, nint number)
    {
        int length = (LibCrypto.BN_num_bits(number) + 7) / 8;
        Term binary = Bitstring.CreateBinary(context.Heap, length, out byte* data);
        _ = LibCrypto.BN_bn2bin(number, data);
        return binary;
    }

    private static Term Refused()
    {
        LibCrypto.ERR_clear_error();
        return Atoms.Error;
    }

    /// <summary>The arguments of one function as numbers, a result and room to calculate.</summary>
    private struct Numbers : IDisposable
    {
        private fixed long pointers[MaxNumbers];
        private int count;

        public Numbers()
        {
            Result = LibCrypto.BN_new();
            Scratch = LibCrypto.BN_CTX_new();
        }

        public nint Result { get; }
        public nint Scratch { get; }
        public readonly nint this[int index] => (nint)pointers[index];

        public bool TryRead(ReadOnlySpan<Term> binaries)
        {
            foreach (Term binary in binaries)
            {
                if (!CryptoNumber.TryBinary(binary, out CryptoNumber number))
                {
                    return false;
                }
                pointers[count++] = number.Pointer;
            }
            return true;
        }

        /// <summary>Whether a number is not divisible by the prime; both sides must refuse one that is.</summary>
        public readonly bool IsNotZero(nint number, nint prime)
        {
            using CryptoNumber rest = CryptoNumber.Create();
            return LibCrypto.BN_nnmod(rest.Pointer, number, prime, Scratch) == 1 && LibCrypto.BN_is_zero(rest.Pointer) == 0;
        }

        public readonly void Dispose()
        {
            for (int i = 0; i < count; i++)
            {
                LibCrypto.BN_clear_free((nint)pointers[i]);
            }
            LibCrypto.BN_clear_free(Result);
            LibCrypto.BN_CTX_free(Scratch);
        }
    }
}
