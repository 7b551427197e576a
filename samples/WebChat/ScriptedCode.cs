using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Creates the replies of <see cref="ScriptedModel"/> that contain code.</summary>
internal static class ScriptedCode
{
    public static Reply CreateReply() => Reply.Text(
        """
        Split at spaces, reverse the words, and join them:

        ```csharp
        static string ReverseWords(string sentence)
        {
            string[] words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Array.Reverse(words);
            return string.Join(' ', words);   // "one two three" becomes "three two one"
        }
        ```

        Notes:

        1. `RemoveEmptyEntries` removes repeated spaces; omit it to keep them.
        2. The words are unchanged, **including punctuation**.
        """,
        thinking: "A sentence consists of words between spaces. Should repeated spaces be kept? Most callers do not want that, "
            + "so I remove empty entries and mention it. Array.Reverse works in place; LINQ's Reverse is possible too, but since "
            + "C# 14 it may bind to the span's method, which returns nothing. A short method and two notes.");

    public static Reply CreateReplyInEachLanguage() => Reply.Text(
        """"
        C#:

        ```csharp
        /* Sums the prices of an order;
           an empty order costs nothing. */
        public static decimal Total(IEnumerable<OrderLine> lines) =>
            lines.Sum(line => line.Price * line.Quantity);   // no rounding

        string json = """
            { "total": 12.50 }
            """;
        ```

        TypeScript:

        ```ts
        type Line = { price: number; quantity: number };

        export const total = (lines: Line[]): string => {
          const sum = lines.reduce((all, { price, quantity }) => all + price * quantity, 0);
          return `Total: ${sum.toFixed(2)}`;
        };
        ```

        Python:

        ```python
        def total(lines):
            """Sums the prices of an order."""
            return sum(line["price"] * line["quantity"] for line in lines)  # no rounding
        ```

        JSON:

        ```json
        { "name": "Cork mat", "price": 12.5, "inStock": true, "supplier": null }
        ```

        Shell:

        ```sh
        # Each answer is one line
        for id in 17 18; do
          curl --silent "$SHOP_URL/orders/$id" | jq '.total'
        done
        ```

        SQL:

        ```sql
        SELECT name, SUM(price * quantity) AS total   -- per product
        FROM order_lines WHERE ordered_at >= '2026-01-01' GROUP BY name LIMIT 10;
        ```

        HTML and CSS:

        ```html
        <!-- One product -->
        <a class="product" href="/mats/7">Cork mat &amp; coaster</a>
        ```

        ```css
        .product { color: #0f6b68; padding: .5rem 1rem; } /* as the button */
        @media (max-width: 40rem) { .product { display: none !important; } }
        ```
        """",
        thinking: "One short sample for each language whose words the page can color.");
}
