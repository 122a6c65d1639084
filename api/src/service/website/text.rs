//! Text that searches for websites look through, and search terms: both without case, in one
//! Unicode form.
//!
//! Databases handle letters by locale, or not at all, so both sides are normalized here, when
//! they are stored and when they are searched.

use entity::{WebsiteKey, website, website_text};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use tracing::info;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::service::{Error, Result};

/// Longest search term, in characters.
const MAX_SEARCH_CHARS: usize = 200;

/// Websites examined together.
const PAGE: u64 = 500;

/// Normalizes a search term; `None` if nothing remains.
///
/// # Errors
/// [`Error::Input`] on `search` if it is too long or contains control characters.
pub(super) fn wanted(search: &str) -> Result<Option<String>> {
    if search.chars().count() > MAX_SEARCH_CHARS {
        let problem = format!("must be at most {MAX_SEARCH_CHARS} characters");
        return Err(Error::input("search", problem));
    }
    let search = search.trim();
    if search.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        return Err(Error::input("search", "contains control characters"));
    }
    Ok(Some(folded(search)).filter(|text| !text.is_empty()))
}

/// Writes the text of a website that is new, or whose name or URL has changed.
pub(super) async fn save(
    transaction: &DatabaseTransaction,
    website: &website::Model,
) -> Result<()> {
    write(transaction, [row_of(website)]).await
}

/// Deletes the text of a deleted website.
pub(super) async fn remove(
    transaction: &DatabaseTransaction,
    website_key: WebsiteKey,
) -> Result<()> {
    website_text::Entity::delete_many()
        .filter(website_text::Column::WebsiteKey.eq(website_key))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Writes missing or outdated texts: those of websites written by a version without them.
/// Returns how many.
///
/// # Errors
/// If the database fails; texts written before stay.
pub async fn pass(db: &DatabaseConnection) -> Result<usize> {
    let mut after_key = WebsiteKey::BEFORE_ALL;
    let mut written = 0;
    loop {
        let websites = website::Entity::find_lean()
            .filter(website::Column::Key.gt(after_key))
            .order_by_asc(website::Column::Key)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(last) = websites.last() else {
            break;
        };
        after_key = last.key;
        let differing = differing(db, &websites).await?;
        if !differing.is_empty() {
            written += differing.len();
            renew(db, differing).await?;
        }
    }
    if written > 0 {
        info!("Indexed {written} websites for search");
    }
    Ok(written)
}

/// Keys of those of `websites` whose text is missing or outdated.
async fn differing(
    db: &DatabaseConnection,
    websites: &[website::Model],
) -> Result<Vec<WebsiteKey>> {
    let keys = websites.iter().map(|website| website.key);
    let stored = website_text::Entity::find()
        .filter(website_text::Column::WebsiteKey.is_in(keys))
        .all(db)
        .await?;
    let stored: std::collections::HashMap<WebsiteKey, String> = stored
        .into_iter()
        .map(|row| (row.website_key, row.text))
        .collect();
    let is_right = |website: &&website::Model| {
        let text = stored.get(&website.key);
        match website.deleted_at {
            Some(_) => text.is_none(),
            None => text == Some(&text_of(&website.name, &website.url)),
        }
    };
    let wrong = websites.iter().filter(|website| !is_right(website));
    Ok(wrong.map(|website| website.key).collect())
}

/// Writes the current texts of the websites.
async fn renew(db: &DatabaseConnection, keys: Vec<WebsiteKey>) -> Result<()> {
    let transaction = entity::database::begin_write(db).await?;
    let websites = website::Entity::find_lean()
        .filter(website::Column::Key.is_in(keys))
        .order_by_asc(website::Column::Key)
        .lock_exclusive()
        .all(&transaction)
        .await?;
    let (alive, gone): (Vec<_>, Vec<_>) = websites
        .iter()
        .partition(|website| website.deleted_at.is_none());
    for website in gone {
        remove(&transaction, website.key).await?;
    }
    write(&transaction, alive.into_iter().map(row_of)).await?;
    transaction.commit().await?;
    Ok(())
}

fn row_of(website: &website::Model) -> website_text::ActiveModel {
    website_text::ActiveModel {
        organization_id: Set(website.organization_id),
        website_id: Set(website.id),
        website_key: Set(website.key),
        text: Set(text_of(&website.name, &website.url)),
    }
}

async fn write(
    transaction: &DatabaseTransaction,
    rows: impl IntoIterator<Item = website_text::ActiveModel>,
) -> Result<()> {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return Ok(());
    }
    let key = [
        website_text::Column::OrganizationId,
        website_text::Column::WebsiteId,
    ];
    website_text::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns(key)
                .update_column(website_text::Column::Text)
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Name and URL, normalized, one per line: the URL as requested, and as people read it, with
/// the letters of an encoded host and path.
fn text_of(name: &str, url: &str) -> String {
    let plain = folded(url);
    let read = folded(&readable(url));
    let mut text = folded(name);
    text.push('\n');
    text.push_str(&plain);
    if read != plain {
        text.push('\n');
        text.push_str(&read);
    }
    text
}

fn readable(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    let host = parsed.as_ref().and_then(Url::host_str).unwrap_or_default();
    let (letters, _) = idna::domain_to_unicode(host);
    let url = if host.is_empty() {
        url.to_owned()
    } else {
        url.replacen(host, &letters, 1)
    };
    percent_encoding::percent_decode_str(&url)
        .decode_utf8_lossy()
        .into_owned()
}

/// Folds case and Unicode form, as close to Unicode's `NFKC_Casefold` as a search needs (The
/// Unicode Standard, section 3.13): `ß` becomes `ss`, all sigmas are the same, a dotted `i` is
/// the same with or without Turkish letters, composed or not; invisible characters are
/// removed, and runs of blanks become one.
pub(in crate::service) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // By way of capitals: only there do `ß` and the final sigma equal their variants.
    let letters = text
        .nfkd()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase);
    for letter in letters {
        if letter.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
            continue;
        }
        // Domain names may contain either (UTS #46, mapping table).
        let letter = if letter == IDEOGRAPHIC_STOP {
            '.'
        } else {
            letter
        };
        let is_of_i = letter == DOT_ABOVE && folded.ends_with('i');
        if !is_of_i && !is_unseen(letter) {
            folded.push(letter);
        }
    }
    folded.trim().nfkc().collect()
}

/// The combining dot by which `İ` differs from `I`.
const DOT_ABOVE: char = '\u{307}';

/// The full stop of Chinese and Japanese.
const IDEOGRAPHIC_STOP: char = '\u{3002}';

/// Invisible characters that only affect how others are joined or directed.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_is_the_same() {
        for (one, other) in [
            ("Ärzte Köln", "ärzte KÖLN"),
            ("A\u{308}rzte", "Ärzte"),
            ("Straße", "STRASSE"),
            ("STRAẞE", "straße"),
            ("İstanbul", "istanbul"),
            ("İSTANBUL", "i\u{307}stanbul"),
            ("Diyarbakır", "DIYARBAKIR"),
            ("ΟΔΥΣΣΕΥΣ", "Οδυσσευς"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("РАСПИСАНИЕ", "Расписание"),
            ("Й", "И\u{306}"),
            ("\u{FB01}nance", "FINANCE"),
            ("ＷＥＢ　ＳＩＴＥ", "web site"),
            ("a \t b\u{A0}c", "A B C"),
            ("ver\u{AD}sand\u{200B}kosten", "Versandkosten"),
            ("한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"),
            ("ǅ", "ǆ"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
            assert_eq!(folded(&folded(one)), folded(one), "{one} again");
        }
        for (one, other) in [("ä", "a"), ("о", "o"), ("ö", "oe"), ("1_0", "100")] {
            assert_ne!(folded(one), folded(other), "{one} {other}");
        }
    }

    #[test]
    fn a_url_is_found_as_it_is_asked_for_and_as_it_is_read() {
        let url = Url::parse("https://Bücher.example:8443/stra%C3%9Fe?q=%D0%94").unwrap();
        let text = text_of("Laden", url.as_str());
        for wanted in [
            "bücher",
            "BÜCHER.EXAMPLE",
            "bu\u{308}cher",
            "xn--bcher-kva.example:8443",
            "https://bücher.example:8443/",
            "STRASSE",
            "stra%c3%9fe",
            "д",
            "laden",
            "bücher。EXAMPLE",
            "bücher｡example",
        ] {
            assert!(text.contains(&folded(wanted)), "{wanted} in {text}");
        }
        for wanted in ["laden https", "buecher", "\n"] {
            let wanted = super::wanted(wanted).ok().flatten();
            assert!(wanted.is_none_or(|wanted| !text.contains(&wanted)));
        }
        let plain = text_of("a.test", "tcp://a.test:22");
        assert_eq!(plain, "a.test\ntcp://a.test:22");
    }

    #[test]
    fn what_cannot_be_looked_for_is_refused() {
        assert!(wanted(&"ä".repeat(200)).unwrap().is_some());
        assert!(wanted(&"ä".repeat(201)).is_err());
        assert!(wanted("a\u{1b}b").is_err());
        // Blanks as in text copied from a table or a page.
        assert_eq!(wanted("a\tb\r\nc\u{2028}d").unwrap().unwrap(), "a b c d");
        for nothing in ["", "  ", "\u{200B}"] {
            assert_eq!(wanted(nothing).unwrap(), None);
        }
    }
}
