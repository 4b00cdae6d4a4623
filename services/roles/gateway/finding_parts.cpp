#include "roles/gateway/finding_parts.hpp"

#include "roles/gateway/html_parts.hpp"

namespace parley::roles {

std::string paragraph(const std::string& words, const std::string& style) {
    return element("p", escaped(words), style);
}

std::string table(const std::string& caption, const std::vector<std::string>& columns,
                  const std::vector<std::vector<std::string>>& rows) {
    std::string head, body;
    for (std::size_t i = 0; i < columns.size(); ++i)
        head += "<th scope=\"col\"" + std::string(i == 0 ? "" : " class=\"num\"") + '>' + escaped(columns[i]) + "</th>";
    for (const std::vector<std::string>& row : rows) {
        body += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            body += i == 0 ? "<th scope=\"row\">" + row[i] + "</th>" : "<td class=\"num figures\">" + row[i] + "</td>";
        body += "</tr>\n";
    }
    // Its name stands outside of what is scrolled, so that all of it is seen on a phone.
    return element("p", escaped(caption), "found-caption") +
           "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(caption) +
           "\"><table class=\"found-table\" aria-label=\"" + escaped(caption) + "\"><thead><tr>" + head +
           "</tr></thead>\n<tbody>\n" + body + "</tbody></table></div>\n";
}

std::string section(const std::string& name, const std::string& html) {
    return element("section", element("h2", escaped(name)) + html, "card found");
}

std::string strong(const std::string& words) {
    return "<strong>" + escaped(words) + "</strong>";
}

std::string code(const std::string& words, const char* style) {
    return "<code class=\"" + std::string(style) + "\">" + escaped(words) + "</code>";
}

} // namespace parley::roles
