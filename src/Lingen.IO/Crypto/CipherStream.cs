// One encryption or decryption: a context of libcrypto, how the last block is filled up, and what was counted for it.
using System.Runtime.CompilerServices;

namespace Lingen.IO;

/// <summary>A cipher with its key, ready for data. The resource behind crypto_init; the one-shot functions use one for a moment.</summary>
internal sealed unsafe class CipherStream : MagicResource
{
    private const string File = "api_ng.c";
    private const int MaxBlockBytes = 32;

    private int busy;

    public nint Context { get; } = LibCrypto.EVP_CIPHER_CTX_new();

    /// <summary>As libcrypto wants it: 1 encrypts, 0 decrypts, -1 is not said.</summary>
    public int Direction { get; set; }

    /// <summary>undefined, none, zero, random or pkcs_padding.</summary>
    public Term Padding { get; init; }

    /// <summary>Bytes so far.</summary>
    public long Size { get; private set; }

    /// <summary>Bytes that filled up the last block; -1 before the end.</summary>
    public int PaddedSize { get; private set; } = -1;

    /// <summary>
    /// Takes the stream for one call. Erlang code may hand it to several processes at once, which has no defined result but must not
    /// damage memory; who comes second tries again later.
    /// </summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref busy, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref busy, 0);

    /// <summary>Upper limit of what <see cref="Update"/> writes for so many bytes.</summary>
    public int Capacity(int length) => length + MaxBlockBytes;

    /// <summary>Passes data through; the result is the number of bytes written, or -1 with an exception set.</summary>
    public int Update(ref BifContext context, in InputBytes input, byte* output)
    {
        int written = 0;
        if (LibCrypto.EVP_CipherUpdate(Context, output, &written, input.Start, input.Length32) != 1)
        {
            CryptoFailure.Error(ref context, File, "Can't update");
            return -1;
        }
        Size += input.Length;
        return written;
    }

    /// <summary>Ends the stream; the result is the number of bytes written, or -1 with an exception set.</summary>
    public int Finish(ref BifContext context, byte* output)
    {
        int blockSize = Math.Max(LibCrypto.EVP_CIPHER_get_block_size(LibCrypto.EVP_CIPHER_CTX_get0_cipher(Context)), 1);
        int missing = (int)((blockSize - (Size % blockSize)) % blockSize);
        int written = 0;
        if (Direction != 0)
        {
            PaddedSize = Padding == Atoms.PkcsPadding && missing == 0 ? blockSize : missing;
            if (missing > 0 && (Padding == Atoms.Zero || Padding == Atoms.Random) && !Fill(missing, output, &written))
            {
                CryptoFailure.Error(ref context, File, "Can't pad");
                return -1;
            }
        }
        if (Padding == Atoms.Undefined)
        {
            return 0;
        }
        int last = 0;
        if (LibCrypto.EVP_CipherFinal_ex(Context, output + written, &last) != 1)
        {
            CryptoFailure.Error(ref context, File, FinishProblem());
            return -1;
        }
        return written + last;
    }

    private string FinishProblem()
    {
        if (Direction == 0 || Padding == Atoms.PkcsPadding)
        {
            return "Can't finalize";
        }
        return Padding == Atoms.None ? "Padding 'none' but unfilled last block" : "Padding failed";
    }

    [SkipLocalsInit]
    private bool Fill(int missing, byte* output, int* written)
    {
        byte* filler = stackalloc byte[MaxBlockBytes];
        new Span<byte>(filler, MaxBlockBytes).Clear();
        if (Padding == Atoms.Random && LibCrypto.RAND_bytes(filler, missing) != 1)
        {
            return false;
        }
        return LibCrypto.EVP_CipherUpdate(Context, output, written, filler, missing) == 1;
    }

    public override void Released() => LibCrypto.EVP_CIPHER_CTX_free(Context);
}
