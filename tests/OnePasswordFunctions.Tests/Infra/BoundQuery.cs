using System.Text.Json;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>A query as Microsoft's parser understands it.</summary>
/// <param name="Problems">Errors and warnings of syntax, names and types.</param>
/// <param name="Columns">Name and type of each column of its answer.</param>
internal sealed record BoundQuery(IReadOnlyList<string> Problems, IReadOnlyDictionary<string, string> Columns)
{
    public static BoundQuery Read(JsonElement json) => new(
        [.. json.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!)],
        json.GetProperty("columns").EnumerateObject().ToDictionary(column => column.Name, column => column.Value.GetString()!));
}
