namespace OnePasswordFunctions.Tests.Diagnostics.Otlp;

/// <summary>A span as it arrived. Ids are lower-case hex; the parent is empty for a root.</summary>
internal sealed record ReceivedSpan(string Name, string TraceId, string SpanId, string ParentId, IReadOnlyDictionary<string, string> Tags);
