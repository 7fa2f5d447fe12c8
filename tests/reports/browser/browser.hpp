/// A headless Chromium, driven over a pipe by the Chrome DevTools Protocol: no network, no driver program.
#pragma once
#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace clino::browser {

using Json = nlohmann::json;

/// JavaScript: what a report marks on its way to the first view, in milliseconds since the navigation began: the data
/// unpacked, read, the view drawn, painted.
inline constexpr const char* first_view_times =
    "new Promise(r => { const at = (name) => performance.getEntriesByName(name)[0]?.startTime; const see = () => "
    "at('painted') ? r(['unpacked', 'read', 'drawn', 'painted'].map(at)) : setTimeout(see, 5); see(); })";

/// JavaScript: resolves when a report has all its data, which are unpacked after the page has loaded.
inline constexpr const char* until_complete =
    "new Promise(r => { const see = () => performance.getEntriesByName('complete').length ? r() : setTimeout(see, 5); "
    "see(); })";

/// One browser with one tab. Throws std::runtime_error when the browser does not start, answer within 30 s, or objects.
class Browser {
 public:
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  /// Whether a Chromium is installed.
  static bool is_installed();

  /// A command to the tab; its result.
  Json call(const std::string& method, const Json& params = Json::object());
  /// Opens the address and waits for its load event.
  void open(const std::string& url);
  /// The value of a JavaScript expression in the tab; promises are awaited.
  Json evaluate(const std::string& expression);
  /// A key pressed and let go: "ArrowRight", "Enter", "Tab", or a letter.
  void press(const std::string& key);
  void set_size(int width, int height, double scale = 1);
  /// "light" or "dark", as the system would say.
  void set_scheme(const std::string& scheme);
  /// "screen" or "print".
  void set_medium(const std::string& medium);
  /// PNG of the whole page, however long.
  std::string picture();

  /// Addresses that the page asked for, and errors on its console, since the last `forget`.
  std::vector<std::string> requests, errors;
  void forget();

 private:
  void emulate();
  Json command(const std::string& method, const Json& params, const std::string& session);
  Json receive();
  void note(const Json& event);

  pid_t process_ = 0;
  int to_ = -1, from_ = -1;
  int next_id_ = 0;
  std::string buffer_, session_, profile_;
  bool loaded_ = false;
  std::string scheme_ = "light", medium_;
};

}  // namespace clino::browser
