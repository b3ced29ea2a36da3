namespace OnePasswordFunctions.Tests.Diagnostics.Otlp;

/// <summary>One data point of a metric as it arrived.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Value">A counter's or gauge's value, a histogram's sum.</param>
/// <param name="Count">How many values a histogram has; 0 otherwise.</param>
/// <param name="Tags">The point's tags.</param>
internal sealed record ReceivedPoint(string Name, string Unit, double Value, ulong Count, IReadOnlyDictionary<string, string> Tags);
