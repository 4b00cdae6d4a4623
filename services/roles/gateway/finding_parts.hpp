// The pieces that the pages of findings are made of. Arguments named html are escaped already, others are not.
#pragma once

#include <string>
#include <vector>

namespace parley::roles {

std::string paragraph(const std::string& words, const std::string& style = "");
std::string strong(const std::string& words);
std::string code(const std::string& words, const char* style = "");
/// A card with a heading.
std::string section(const std::string& name, const std::string& html);
/// The table below a picture. Cells are HTML; the first of each row is its name.
std::string table(const std::string& caption, const std::vector<std::string>& columns,
                  const std::vector<std::vector<std::string>>& rows);

} // namespace parley::roles
