// Splits the text of an environment variable or an -args_file into arguments. The rules are those of OTP's launcher, which
// differ from a shell's: quotes may start anywhere, a backslash takes one character, and only files know comments.
using System.Text;

namespace Lingen.Cli;

/// <summary>Words of ERL_FLAGS and its like, and of arguments files.</summary>
public static class ArgumentWords
{
    /// <summary>The words of <paramref name="text"/>. With <paramref name="comments"/>, a # starts a comment that ends with its line.</summary>
    public static List<string> Split(string text, bool comments)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        int at = 0;
        while (SkipToWord(text, ref at, comments))
        {
            word.Clear();
            ReadWord(text, ref at, comments, word);
            words.Add(word.ToString());
        }
        return words;
    }

    private static bool SkipToWord(string text, ref int at, bool comments)
    {
        while (at < text.Length)
        {
            if (comments && text[at] == '#')
            {
                int end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else if (IsSpace(text[at]))
            {
                at++;
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    private static void ReadWord(string text, ref int at, bool comments, StringBuilder word)
    {
        while (at < text.Length)
        {
            char c = text[at];
            if (IsSpace(c) || (comments && c == '#'))
            {
                return;
            }
            at++;
            if (c is '"' or '\'')
            {
                int end = text.IndexOf(c, at);
                end = end < 0 ? text.Length : end;
                word.Append(text, at, end - at);
                at = Math.Min(end + 1, text.Length);
            }
            else if (c == '\\')
            {
                if (at < text.Length)
                {
                    word.Append(text[at++]);
                }
            }
            else
            {
                word.Append(c);
            }
        }
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';
}
