//! What a file of a collection's folder is, by its path.

use std::path::{Component, Path};

/// The folder that holds what belongs to the one it is in.
const RESOURCES: &str = ".resources";

/// What a file says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The collection or a folder of it.
    Definition,
    /// A request.
    Request,
    /// An example.
    Example,
}

/// A file that has a place in the collection.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Located {
    /// The folder, with `/` between names, empty for the collection itself. A definition's is the one it
    /// defines.
    pub(super) folder: String,
    /// What is left of the file's name without its endings.
    pub(super) stem: String,
    pub(super) role: Role,
}

/// Whether a folder holds a collection in format 3, by the paths of the files in it, at any depth, relative
/// to it. It does if any of them is a `.resources/definition.yaml`, `*.request.yaml` or `*.example.yaml`
/// (or `.yml`). A folder that holds such folders is one as well: what is in them are folders then.
pub fn is_collection_folder<'p>(paths: impl IntoIterator<Item = &'p Path>) -> bool {
    paths.into_iter().any(|path| locate(path).is_some())
}

/// Where a file belongs; none where it is not part of a collection.
pub(super) fn locate(path: &Path) -> Option<Located> {
    let names = names(path)?;
    let (file, folders) = names.split_last()?;
    let (stem, role) = stem(file)?;
    let is_hidden = |name: &String| name.starts_with('.') && name != RESOURCES;
    if folders.iter().any(is_hidden) {
        return None;
    }
    let folders = match role {
        Role::Example => folders,
        Role::Request => visible(folders)?,
        Role::Definition => visible(folders.split_last().filter(|(last, _)| *last == RESOURCES)?.1)?,
    };
    Some(Located { folder: folders.join("/"), stem: stem.to_owned(), role })
}

/// The names of a relative path; none for a path that leads elsewhere.
fn names(path: &Path) -> Option<Vec<String>> {
    let named = path.components().filter(|part| *part != Component::CurDir);
    named
        .map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect()
}

fn stem(file: &str) -> Option<(&str, Role)> {
    let name = without(file, ".yaml").or_else(|| without(file, ".yml"))?;
    if name == "definition" {
        return Some((name, Role::Definition));
    }
    let request = without(name, ".request").map(|stem| (stem, Role::Request));
    request.or_else(|| without(name, ".example").map(|stem| (stem, Role::Example)))
}

fn without<'n>(name: &'n str, ending: &str) -> Option<&'n str> {
    let (stem, found) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
    (found.eq_ignore_ascii_case(ending) && !stem.is_empty()).then_some(stem)
}

/// Requests and folders do not lie within resources.
fn visible(folders: &[String]) -> Option<&[String]> {
    (!folders.iter().any(|name| name == RESOURCES)).then_some(folders)
}

/// Where the examples of a request are if it does not say.
pub(super) fn default_examples(folder: &str, stem: &str) -> String {
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}{RESOURCES}/{stem}.resources/examples")
}

/// The folder that a path in a file of `folder` leads to; none where it leads out of the collection.
pub(super) fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut names: Vec<&str> = folder.split('/').collect();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop().filter(|name| !name.is_empty())?;
            }
            name => names.push(name),
        }
    }
    names.retain(|name| !name.is_empty());
    Some(names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Option<(&str, &str, Role)>) {
        let located = locate(Path::new(path));
        let parts = located.as_ref().map(|it| (it.folder.as_str(), it.stem.as_str(), it.role));
        assert_eq!(parts, expected, "{path}");
        assert_eq!(is_collection_folder([Path::new("a.txt"), Path::new(path)]), expected.is_some(), "{path}");
    }

    #[test]
    fn files_of_a_collection() {
        check(".resources/definition.yaml", Some(("", "definition", Role::Definition)));
        check("./Books/.resources/definition.yml", Some(("Books", "definition", Role::Definition)));
        check("List.request.yaml", Some(("", "List", Role::Request)));
        check("Books/Old [1]/é {x}.request.YML", Some(("Books/Old [1]", "é {x}", Role::Request)));
        check("a.b.request.yaml", Some(("", "a.b", Role::Request)));
        check(
            "Books/.resources/List.resources/examples/200 OK.example.yaml",
            Some(("Books/.resources/List.resources/examples", "200 OK", Role::Example)),
        );
        check("examples/One.example.yaml", Some(("examples", "One", Role::Example)));
    }

    #[test]
    fn other_files() {
        let files =
            ["", "definition.yaml", "Books/definition.yaml", "List.yaml", "List.request.json", "README.md"];
        let hidden = [
            ".request.yaml",
            ".git/List.request.yaml",
            ".resources/List.request.yaml",
            ".resources/a/.resources/definition.yaml",
            "../List.request.yaml",
            "/List.request.yaml",
            "Local.environment.yaml",
            "workspace.globals.yaml",
            "Books.postman_collection.json",
            "é.yaml",
        ];
        for path in files.into_iter().chain(hidden) {
            check(path, None);
        }
    }

    #[track_caller]
    fn check_resolved(folder: &str, path: &str, expected: Option<&str>) {
        assert_eq!(resolve(folder, path).as_deref(), expected, "{folder} {path}");
    }

    #[test]
    fn relative_folders() {
        let default = ".resources/List.resources/examples";
        assert_eq!(default_examples("", "List"), default);
        assert_eq!(default_examples("Books/Old", "List"), format!("Books/Old/{default}"));
        check_resolved("", "./.resources/List.resources/examples", Some(default));
        check_resolved("Books", "examples/", Some("Books/examples"));
        check_resolved("Books/Old", "../x", Some("Books/x"));
        check_resolved("Books", "..", Some(""));
        check_resolved("Books", "../..", None);
        check_resolved("", "../x", None);
    }
}
