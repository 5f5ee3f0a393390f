// The table of results, on the terminal as it grows and as Markdown for the README.
using System.Globalization;
using System.Text;

namespace Lingen.Bench;

/// <summary>Collects results.</summary>
public sealed class Report
{
    private const string Begin = "<!-- figures -->";
    private const string End = "<!-- /figures -->";

    private readonly List<string> rows = [];

    public void Add(Measurement measurement, List<(double Ours, double Stock)> pairs)
    {
        double[] ratios = [.. pairs.Select(pair => pair.Ours / pair.Stock).Order()];
        string ours = Number(Median(pairs.Select(pair => pair.Ours)), measurement.Unit);
        string stock = Number(Median(pairs.Select(pair => pair.Stock)), measurement.Unit);
        string ratio = string.Create(
            CultureInfo.InvariantCulture,
            $"{Median(ratios):0.00} ({Quantile(ratios, 0.1):0.00}..{Quantile(ratios, 0.9):0.00})"
        );
        Console.WriteLine($"{measurement.Name, -8} ours {ours, 14}   OTP 27 {stock, 14}   ratio {ratio}");
        rows.Add($"| {measurement.Title} | {ours} | {stock} | {ratio} |");
    }

    /// <summary>Puts the table between the markers of a Markdown file.</summary>
    public void WriteInto(string file)
    {
        string text = File.ReadAllText(file);
        int from = text.IndexOf(Begin, StringComparison.Ordinal);
        int to = text.IndexOf(End, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{file} has no lines {Begin} and {End}");
        }
        var table = new StringBuilder();
        table.Append(Begin).Append('\n');
        table.Append("| | Lingen | OTP 27 | ratio of pairs (10 % .. 90 %) |\n| --- | --- | --- | --- |\n");
        table.AppendJoin('\n', rows).Append('\n');
        File.WriteAllText(file, text[..from] + table + text[to..]);
    }

    private static string Number(double number, string unit)
    {
        string format =
            number >= 100 ? "#,0"
            : number >= 10 ? "0.0"
            : "0.00";
        return number.ToString(format, CultureInfo.InvariantCulture) + " " + unit;
    }

    private static double Median(IEnumerable<double> numbers) => Quantile([.. numbers.Order()], 0.5);

    private static double Quantile(double[] sorted, double part)
    {
        double at = part * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (at - below));
    }
}
