// Measures ours against stock OTP: in turn, in one session, so that whatever else the machine does hits both. Each line
// reports the two medians and the ratio of the pairs with its spread; a ratio below 1 means that ours is less.
//
//   Lingen.Bench OURS STOCK PROGRAMS [--rounds N] [--markdown FILE] [NAME...]
using Lingen.Bench;

var names = new List<string>();
int rounds = 5;
string? markdown = null;
for (int i = 3; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--rounds":
            rounds = int.Parse(args[++i]);
            break;
        case "--markdown":
            markdown = args[++i];
            break;
        default:
            names.Add(args[i]);
            break;
    }
}
var ours = new Engine("ours", args[0].Split(' '));
var stock = new Engine("OTP 27", args[1].Split(' '));
var report = new Report();
foreach (Measurement measurement in Measurement.All(args[2]).Where(m => names.Count == 0 || names.Contains(m.Name)))
{
    var pairs = new List<(double Ours, double Stock)>();
    for (int round = 0; round < rounds * measurement.Repeats; round++)
    {
        double first = measurement.Run(round % 2 == 0 ? ours : stock);
        double second = measurement.Run(round % 2 == 0 ? stock : ours);
        pairs.Add(round % 2 == 0 ? (first, second) : (second, first));
    }
    report.Add(measurement, pairs);
}
if (markdown is not null)
{
    report.WriteInto(markdown);
}
return 0;
