// crypto's ciphers with authentication: GCM, CCM, ChaCha20-Poly1305.
namespace Lingen.IO;

/// <summary>The function aead_cipher_nif of crypto.</summary>
public static unsafe class AeadBifs
{
    private const string File = "aead.c";
    private const int MaxTagBytes = 16;

    /// <summary>Encrypts to {Text, Tag}, or decrypts to the text, or to the atom error if the tag does not fit.</summary>
    [Bif("crypto", "aead_cipher_nif")]
    public static Term Cipher(
        ref BifContext context,
        Term cipherName,
        Term key,
        Term vector,
        Term text,
        Term associated,
        Term tag,
        Term direction
    )
    {
        if (!direction.IsBoolean && direction != Atoms.Undefined)
        {
            return CryptoFailure.BadArg(ref context, File, 6, "Bad enc flag");
        }
        if (!cipherName.IsAtom)
        {
            return CryptoFailure.BadArg(ref context, File, 0, "non-atom cipher type");
        }
        InputBytes keyBytes = default;
        InputBytes vectorBytes = default;
        InputBytes textBytes = default;
        InputBytes associatedBytes = default;
        InputBytes tagBytes = default;
        try
        {
            if (!InputBytes.TryIoData(key, out keyBytes))
            {
                return CryptoFailure.BadArg(ref context, File, 1, "non-binary key");
            }
            if (!InputBytes.TryIoData(vector, out vectorBytes))
            {
                return CryptoFailure.BadArg(ref context, File, 2, "non-binary iv");
            }
            if (!InputBytes.TryIoData(text, out textBytes))
            {
                return CryptoFailure.BadArg(ref context, File, 3, "non-binary text");
            }
            if (!InputBytes.TryIoData(associated, out associatedBytes))
            {
                return CryptoFailure.BadArg(ref context, File, 4, "non-binary AAD");
            }
            bool encrypts = direction != Atoms.False;
            int tagLength = 0;
            if (encrypts && (!HostNumbers.TryInt32(tag, out tagLength) || tagLength < 0))
            {
                return CryptoFailure.BadArg(ref context, File, 5, "Bad Tag length");
            }
            if (!encrypts)
            {
                if (!InputBytes.TryIoData(tag, out tagBytes))
                {
                    return CryptoFailure.BadArg(ref context, File, 5, "non-binary Tag");
                }
                tagLength = tagBytes.Length32;
            }
            if (textBytes.IsLong(ref context))
            {
                return context.GoDirty();
            }
            CipherType? cipher = Ciphers.Find(cipherName);
            if (cipher == null || !cipher.Takes(keyBytes.Length))
            {
                return CryptoFailure.BadArg(ref context, File, 0, "Unknown cipher or invalid key size");
            }
            if (cipher.Kind == CipherKind.Plain)
            {
                return CryptoFailure.BadArg(ref context, File, 0, "Not aead cipher");
            }
            if (cipher.Method == 0)
            {
                return CryptoFailure.NotSupported(ref context, File, 0, "The cipher is not supported in this libcrypto version");
            }
            var parts = new Parts
            {
                Cipher = cipher,
                Encrypts = encrypts,
                TagLength = tagLength,
                Tag = encrypts ? null : tagBytes.Start,
            };
            return Run(ref context, parts, keyBytes, vectorBytes, textBytes, associatedBytes);
        }
        finally
        {
            keyBytes.Dispose();
            vectorBytes.Dispose();
            textBytes.Dispose();
            associatedBytes.Dispose();
            tagBytes.Dispose();
        }
    }

    private readonly struct Parts
    {
        public CipherType Cipher { get; init; }
        public bool Encrypts { get; init; }
        public int TagLength { get; init; }
        public byte* Tag { get; init; }
        public int Direction => Encrypts ? 1 : 0;
    }

    private static Term Run(
        ref BifContext context,
        in Parts parts,
        in InputBytes key,
        in InputBytes vector,
        in InputBytes text,
        in InputBytes associated
    )
    {
        nint stream = LibCrypto.EVP_CIPHER_CTX_new();
        try
        {
            return Prepare(ref context, stream, parts, key, vector, text) && Feed(ref context, stream, associated)
                ? Translate(ref context, stream, parts, text)
                : Term.None;
        }
        finally
        {
            LibCrypto.EVP_CIPHER_CTX_free(stream);
        }
    }

    private static bool Prepare(
        ref BifContext context,
        nint stream,
        in Parts parts,
        in InputBytes key,
        in InputBytes vector,
        in InputBytes text
    )
    {
        if (LibCrypto.EVP_CipherInit_ex(stream, parts.Cipher.Method, 0, null, null, parts.Direction) != 1)
        {
            CryptoFailure.Error(ref context, File, "CipherInit failed");
            return false;
        }
        if (LibCrypto.EVP_CIPHER_CTX_ctrl(stream, LibCrypto.ControlAeadSetIvLength, vector.Length32, null) != 1)
        {
            CryptoFailure.BadArg(ref context, File, 2, "Bad IV length");
            return false;
        }
        bool isCcm = parts.Cipher.Kind == CipherKind.Ccm;
        if (isCcm && LibCrypto.EVP_CIPHER_CTX_ctrl(stream, LibCrypto.ControlAeadSetTag, parts.TagLength, parts.Tag) != 1)
        {
            CryptoFailure.BadArg(ref context, File, 5, "Can't set tag");
            return false;
        }
        if (
            LibCrypto.EVP_CIPHER_CTX_get_key_length(stream) != key.Length32
            || LibCrypto.EVP_CipherInit_ex(stream, 0, 0, key.Start, vector.Start, -1) != 1
        )
        {
            CryptoFailure.Error(ref context, File, "Can't set key and iv");
            return false;
        }
        int ignored;
        if (isCcm && LibCrypto.EVP_CipherUpdate(stream, null, &ignored, null, text.Length32) != 1)
        {
            CryptoFailure.Error(ref context, File, "Can't set text size");
            return false;
        }
        return true;
    }

    private static bool Feed(ref BifContext context, nint stream, in InputBytes associated)
    {
        int ignored;
        if (LibCrypto.EVP_CipherUpdate(stream, null, &ignored, associated.Start, associated.Length32) == 1)
        {
            return true;
        }
        CryptoFailure.BadArg(ref context, File, 4, "Can't set AAD");
        return false;
    }

    private static Term Translate(ref BifContext context, nint stream, in Parts parts, in InputBytes text)
    {
        using var output = new OutputBytes(text.Length);
        int written;
        if (LibCrypto.EVP_CipherUpdate(stream, output.Start, &written, text.Start, text.Length32) != 1)
        {
            LibCrypto.ERR_clear_error();
            return parts.Encrypts ? CryptoFailure.BadArg(ref context, File, 3, "Can't set in-text") : Atoms.Error;
        }
        TermHeap* heap = context.Heap;
        if (!parts.Encrypts)
        {
            // CCM has compared the tag already, before it gave the text out.
            bool valid =
                parts.Cipher.Kind == CipherKind.Ccm
                || (
                    LibCrypto.EVP_CIPHER_CTX_ctrl(stream, LibCrypto.ControlAeadSetTag, parts.TagLength, parts.Tag) == 1
                    && LibCrypto.EVP_CipherFinal_ex(stream, output.Start, &written) == 1
                );
            LibCrypto.ERR_clear_error();
            return valid ? output.ToBinary(heap, text.Length) : Atoms.Error;
        }
        if (LibCrypto.EVP_CipherFinal_ex(stream, output.Start, &written) != 1)
        {
            return CryptoFailure.Error(ref context, File, "Encrypt error");
        }
        byte* tag = stackalloc byte[MaxTagBytes];
        if (
            parts.TagLength > MaxTagBytes
            || LibCrypto.EVP_CIPHER_CTX_ctrl(stream, LibCrypto.ControlAeadGetTag, parts.TagLength, tag) != 1
        )
        {
            return CryptoFailure.Error(ref context, File, "Can't get Tag");
        }
        Term tagTerm = Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(tag, parts.TagLength));
        return Tuple.Create(heap, output.ToBinary(heap, text.Length), tagTerm);
    }
}
