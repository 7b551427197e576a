using System.Text.Json;

namespace MiniMaxClient.Samples.Tests.Repository;

/// <summary>Tests the forms for issues.</summary>
public sealed class IssueFormTests
{
    private const string Folder = ".github/ISSUE_TEMPLATE";

    // By GitHub's page "Syntax for GitHub's form schema".
    private static readonly string[] Types = ["markdown", "textarea", "input", "dropdown", "checkboxes"];

    public static TheoryData<string> Forms { get; } = [$"{Folder}/bug.yml", $"{Folder}/feature.yml"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Form_Fields_HaveTypesLabelsAndUniqueIds(string path)
    {
        JsonElement form = YamlFile.Read(path);
        JsonElement[] fields = [.. Fields(form).Where(static field => field.ReadText("type") != "markdown")];

        Assert.All((string[])["name", "description"], property => Assert.NotEmpty(form.ReadText(property)!));
        Assert.All(Fields(form), static field => Assert.Contains(field.ReadText("type"), Types));
        Assert.All(fields, static field => Assert.NotEmpty(field.GetProperty("attributes").ReadText("label")!));
        Assert.Distinct(fields.Select(static field => field.ReadText("id")));
        Assert.Contains(fields, static field => field.TryGetProperty("validations", out _));
    }

    private static IEnumerable<JsonElement> Fields(JsonElement form) => form.GetProperty("body").EnumerateArray();
}
