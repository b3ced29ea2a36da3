using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>The part of the Table REST API that the handler uses, in memory: rows with ETags, conditional writes, queries by partition.</summary>
internal sealed partial class InMemoryTables : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Table, string Partition, string Row), (JsonObject Values, string ETag)> _rows = [];
    private readonly HashSet<string> _tables = [];
    private int _version;

    /// <summary>Method and path of every request, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Answers every request with this status when set.</summary>
    public HttpStatusCode? Fault { get; set; }

    /// <summary>Answers 403 to requests about this table.</summary>
    public string? RefusedTable { get; set; }

    /// <summary>Takes every conditional write, as a store would that ignores conditions.</summary>
    public bool IgnoresConditions { get; set; }

    public int Count(string table)
    {
        lock (_lock)
        {
            return _rows.Keys.Count(key => key.Table == table);
        }
    }

    public IReadOnlyList<string> RowKeys(string table)
    {
        lock (_lock)
        {
            return [.. _rows.Keys.Where(key => key.Table == table).Select(key => key.Row)];
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_lock)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            return Fault is { } fault ? Error(fault, "Fault")
                : RefusedTable is { } refused && request.RequestUri.AbsolutePath.Contains(refused, StringComparison.Ordinal) ? Error(HttpStatusCode.Forbidden, "Refused")
                : Answer(request, body);
        }
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, string body)
    {
        string path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath.Split('/')[^1]);
        if (path == "Tables")
        {
            string name = (string)JsonNode.Parse(body)!["TableName"]!;
            return _tables.Add(name) ? new HttpResponseMessage(HttpStatusCode.NoContent) : Error(HttpStatusCode.Conflict, "TableAlreadyExists");
        }

        Match match = RowPath().Match(path);
        string table = match.Success ? match.Groups["table"].Value : path.Replace("()", "", StringComparison.Ordinal);
        if (!_tables.Contains(table))
        {
            return Error(HttpStatusCode.NotFound, "TableNotFound");
        }

        if (match.Success)
        {
            var key = (table, match.Groups["partition"].Value, match.Groups["row"].Value);
            return OnRow(request, key, body);
        }

        return request.Method == HttpMethod.Get ? Query(table, request.RequestUri) : Insert(table, body);
    }

    private HttpResponseMessage OnRow(HttpRequestMessage request, (string, string, string) key, string body)
    {
        bool exists = _rows.TryGetValue(key, out (JsonObject Values, string ETag) row);
        string? condition = request.Headers.TryGetValues("If-Match", out IEnumerable<string>? values) ? values.First() : null;
        if (request.Method == HttpMethod.Get || (condition is not null && !exists))
        {
            return exists ? Ok(row.Values.ToJsonString(), row.ETag) : Error(HttpStatusCode.NotFound, "ResourceNotFound");
        }

        if (condition is not null and not "*" && condition != row.ETag && !IgnoresConditions)
        {
            return Error(HttpStatusCode.PreconditionFailed, "UpdateConditionNotSatisfied");
        }

        if (request.Method == HttpMethod.Delete)
        {
            _rows.Remove(key);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        return Store(key, (JsonObject)JsonNode.Parse(body)!);
    }

    private HttpResponseMessage Insert(string table, string body)
    {
        var row = (JsonObject)JsonNode.Parse(body)!;
        var key = (table, (string)row["PartitionKey"]!, (string)row["RowKey"]!);
        return _rows.ContainsKey(key) ? Error(HttpStatusCode.Conflict, "EntityAlreadyExists") : Store(key, row);
    }

    private HttpResponseMessage Store((string Table, string Partition, string Row) key, JsonObject row)
    {
        row["PartitionKey"] = key.Partition;
        row["RowKey"] = key.Row;
        string etag = $"W/\"{++_version}\"";
        _rows[key] = (row, etag);
        return WithETag(new HttpResponseMessage(HttpStatusCode.NoContent), etag);
    }

    private HttpResponseMessage Query(string table, Uri url)
    {
        var query = HttpUtility.ParseQueryString(url.Query);
        string partition = Filter().Match(query["$filter"]!).Groups["partition"].Value;
        IEnumerable<string> found = _rows
            .Where(row => row.Key.Table == table && row.Key.Partition == partition)
            .OrderBy(row => row.Key.Row, StringComparer.Ordinal)
            .Take(int.Parse(query["$top"]!, null))
            .Select(row => query["$select"] is null ? row.Value.Values.ToJsonString() : $$"""{"PartitionKey":"{{partition}}","RowKey":"{{row.Key.Row}}"}""");
        return Ok($$"""{"value":[{{string.Join(',', found)}}]}""", null);
    }

    private static HttpResponseMessage Ok(string json, string? etag) =>
        WithETag(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, etag);

    private static HttpResponseMessage WithETag(HttpResponseMessage response, string? etag)
    {
        if (etag is not null)
        {
            response.Headers.TryAddWithoutValidation("ETag", etag);
        }

        return response;
    }

    private static HttpResponseMessage Error(HttpStatusCode status, string code)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent($$$"""{"odata.error":{"code":"{{{code}}}","message":{"value":"{{{code}}}"} } }""") };
        response.Headers.TryAddWithoutValidation("x-ms-error-code", code);
        return response;
    }

    [GeneratedRegex(@"^(?<table>\w+)\(PartitionKey='(?<partition>[^']*)',RowKey='(?<row>[^']*)'\)$")]
    private static partial Regex RowPath();

    [GeneratedRegex("^PartitionKey eq '(?<partition>[^']*)'$")]
    private static partial Regex Filter();
}
